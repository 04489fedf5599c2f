// The checks of `npm test`, in order: what each is called and which program it runs.
import { packageCommand } from '../process/repository.mjs';
import { SetupError } from '../setup/setup-error.mjs';

/**
 * A step that passes or fails as a whole.
 * @typedef {{name: string, title: string, run: () => [string, ...string[]]}} StaticStep `run`: a script for this Node and its arguments
 */

/** @type {StaticStep[]} */
export const STATIC_STEPS = [
  { name: 'format', title: 'Format (prettier)', run: () => [packageCommand('prettier'), '--check', '.'] },
  { name: 'lint', title: 'Lint (eslint)', run: () => [packageCommand('eslint'), '.'] },
  typesStep('types-pure', 'tsconfig.pure.json'),
  typesStep('types-node', 'tsconfig.node.json'),
  typesStep('types-web', 'tsconfig.web.json'),
  {
    name: 'svelte',
    title: 'Types of components (svelte-check)',
    run: () => [packageCommand('svelte-check'), '--tsconfig', 'tsconfig.web.json'],
  },
  {
    name: 'imports',
    title: 'Import rules (dependency-cruiser)',
    run: () => [
      packageCommand('dependency-cruiser', 'depcruise'),
      '--config',
      '.dependency-cruiser.cjs',
      'src',
    ],
  },
  { name: 'dead-code', title: 'Dead code (knip)', run: () => [packageCommand('knip'), '--no-progress'] },
];

/** @returns {StaticStep} */
function typesStep(name, project) {
  return {
    name,
    title: `Types (tsc -p ${project})`,
    run: () => [packageCommand('typescript', 'tsc'), '-p', project],
  };
}

/** Every step's name, in the order in which they run. */
export const STEP_NAMES = [...STATIC_STEPS.map(({ name }) => name), 'build', 'unit', 'e2e'];

/** Names that stand for several steps. */
const GROUPS = {
  static: STATIC_STEPS.map(({ name }) => name),
  types: STEP_NAMES.filter((name) => name.startsWith('types-') || name === 'svelte'),
};
export const GROUP_NAMES = Object.keys(GROUPS);

/**
 * The steps that `--only` names; all without it. Tests of both kinds start built processes, and bring the build that they need.
 * @param {string[]} only names of steps or groups
 * @returns {Set<string>}
 * @throws SetupError for an unknown name
 */
export function selectSteps(only) {
  if (only.length === 0) return new Set(STEP_NAMES);
  const selected = new Set();
  for (const name of only) {
    const names = GROUPS[name] ?? (STEP_NAMES.includes(name) ? [name] : undefined);
    if (!names)
      throw new SetupError(
        `There is no step "${name}".`,
        `Steps: ${[...STEP_NAMES, ...GROUP_NAMES].join(', ')}`,
      );
    for (const each of names) selected.add(each);
  }
  if (selected.has('unit') || selected.has('e2e')) selected.add('build');
  return selected;
}
