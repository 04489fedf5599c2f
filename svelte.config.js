// Svelte compiler options, shared by the build, the checker and the linter.
export default { compilerOptions: { runes: true } };
