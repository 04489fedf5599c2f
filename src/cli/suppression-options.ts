// Options that say how overlapping boxes are suppressed.
import { InvalidArgumentError, type Command } from 'commander';
import {
  GREEDY,
  SUPPRESSION_METHODS,
  type SuppressionMethod,
  type SuppressionRule,
} from '../core/nms/rule.ts';
import { UserError } from '../core/user-error.ts';
import { positiveNumber } from './option-parsers.ts';

export interface SuppressionOptions {
  readonly method?: SuppressionMethod;
  readonly acrossClasses?: boolean;
  readonly sigma?: number;
  readonly beta?: number;
  readonly fusedScore?: SuppressionRule['fusedScore'];
}

/** What people call some methods otherwise. */
const ALIASES: Readonly<Record<string, SuppressionMethod>> = { soft: 'soft-gaussian', wbf: 'fusion' };

/** Adds the options. */
export function addSuppressionOptions(command: Command): Command {
  return command
    .option(
      '--method <name>',
      `${SUPPRESSION_METHODS.join(', ')}; soft means soft-gaussian, wbf means fusion`,
      parseMethod,
    )
    .option('--across-classes', 'boxes of all classes suppress each other')
    .option('--sigma <x>', 'width of soft-gaussian (0.5 unless given) or voting (0.02)', positiveNumber)
    .option('--beta <x>', "exponent of diou's distance of the centres; 1 unless given", positiveNumber)
    .option('--fused-score <which>', "score of fusion's boxes: max or mean of theirs", parseFusedScore);
}

function parseMethod(text: string): SuppressionMethod {
  const method = ALIASES[text] ?? SUPPRESSION_METHODS.find((name) => name === text);
  if (method) return method;
  throw new InvalidArgumentError(
    `Expected one of ${[...SUPPRESSION_METHODS, ...Object.keys(ALIASES)].join(', ')}.`,
  );
}

function parseFusedScore(text: string): SuppressionRule['fusedScore'] {
  if (text === 'max' || text === 'mean') return text;
  throw new InvalidArgumentError('Expected max or mean.');
}

/** The methods that look at an option's number. */
const BELONGS_TO = {
  sigma: ['soft-gaussian', 'voting'],
  beta: ['diou'],
  fusedScore: ['fusion'],
} as const satisfies Partial<Record<keyof SuppressionOptions, readonly SuppressionMethod[]>>;

/** The rule that the options change `base` to. @throws UserError for a number that the method does not look at */
export function chooseRule(options: SuppressionOptions, base: SuppressionRule = GREEDY): SuppressionRule {
  const { method = base.method, acrossClasses = base.acrossClasses, sigma, beta, fusedScore } = options;
  for (const [name, methods] of Object.entries(BELONGS_TO)) {
    if (options[name as keyof typeof BELONGS_TO] === undefined) continue;
    if ((methods as readonly SuppressionMethod[]).includes(method)) continue;
    throw new UserError({
      code: 'usage',
      message: `--${name === 'fusedScore' ? 'fused-score' : name} belongs to the method ${methods.join(' or ')}, and the method is ${method}.`,
      hint: `Add --method ${methods[0]}, or leave it out.`,
    });
  }
  return {
    ...base,
    method,
    acrossClasses,
    ...(sigma !== undefined && (method === 'voting' ? { votingSigma: sigma } : { softSigma: sigma })),
    ...(beta !== undefined && { diouBeta: beta }),
    ...(fusedScore !== undefined && { fusedScore }),
  };
}
