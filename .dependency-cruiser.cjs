// Import rules: which folder of src may import which (ARCHITECTURE.md, "Folders").
/** Folder -> the sibling folders it may import. */
const ALLOWED = {
  core: [],
  contract: ['core'],
  plots: ['core', 'contract'],
  engine: ['core', 'contract'],
  storage: ['core', 'contract'],
  jobs: ['core', 'contract', 'plots', 'engine', 'storage'],
  server: ['core', 'contract', 'storage', 'jobs'],
  main: ['contract'],
  preload: ['contract'],
  cli: ['core', 'contract', 'plots', 'storage', 'jobs', 'server'],
  renderer: ['core', 'contract', 'plots', 'server'],
};
/** Folder -> packages and Node built-ins it must not touch. */
const folderRules = Object.entries(ALLOWED).map(([folder, allowed]) => ({
  name: `${folder}-imports`,
  comment: `src/${folder} may import ${allowed.length ? allowed.join(', ') : 'nothing'} of src.`,
  severity: 'error',
  // Tests may borrow what makes their real conditions (a native engine, a dataset).
  from: { path: `^src/${folder}/`, pathNot: '(\\.test\\.ts$|/testing/)' },
  to: { path: '^src/', pathNot: [`^src/(${[folder, ...allowed].join('|')})/`] },
}));

module.exports = {
  forbidden: [
    ...folderRules,
    {
      name: 'renderer-server-types-only',
      comment: "The page sees the server's router as a type, never as code.",
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { path: '^src/server/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'core-has-no-packages',
      comment: 'src/core is mathematics on plain values: no package, no Node built-in.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: '\\.test\\.ts$|/testing/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'] },
    },
    {
      name: 'contract-only-zod',
      severity: 'error',
      from: { path: '^src/contract/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: 'node_modules/zod/' },
    },
    {
      name: 'plots-only-observable-plot',
      comment:
        'Plots are drawn in the page and in Node alike: no built-in of Node, and no document of their own.',
      severity: 'error',
      from: { path: '^src/plots/', pathNot: '(\\.test\\.ts$|/testing/)' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'core'],
        pathNot: 'node_modules/@observablehq/plot/',
      },
    },
    {
      name: 'one-tfjs-import',
      comment: 'Only src/engine/tf.ts and the backends import TensorFlow.js.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/engine/tf\\.ts$', '^src/engine/backends/'] },
      to: { path: 'node_modules/@tensorflow/' },
    },
    {
      name: 'engine-has-no-node',
      severity: 'error',
      from: { path: '^src/engine/', pathNot: '(\\.test\\.ts$|/testing/)' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'e2e-is-a-black-box',
      severity: 'error',
      from: { path: '^e2e/' },
      to: { path: '^src/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.node.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
