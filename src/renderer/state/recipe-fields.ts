// The recipe's schema as a list of form fields, so that the form follows the schema.
import { z } from 'zod';
import { recipeSchema } from '../../contract/recipe.ts';

export type FieldKind =
  | {
      readonly kind: 'number';
      readonly integer: boolean;
      readonly min: number | null;
      readonly max: number | null;
    }
  | { readonly kind: 'switch' }
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  /** A fixed number of numbers, or a list of any length. */
  | { readonly kind: 'numbers'; readonly length: number | null }
  | { readonly kind: 'text'; readonly list: boolean };

export interface RecipeField {
  /** Dotted path in the recipe. */
  readonly path: string;
  /** Short, lower-case. */
  readonly label: string;
  readonly control: FieldKind;
  readonly defaultValue: unknown;
  /** May hold the word `auto`. */
  readonly auto: boolean;
  readonly nullable: boolean;
}
export interface RecipeSection {
  readonly name: string;
  readonly fields: readonly RecipeField[];
}

/** Every field of the recipe by section; fields outside any section are in the first, `recipe`. */
export function recipeSections(): readonly RecipeSection[] {
  const loose: RecipeField[] = [];
  const sections: RecipeSection[] = [];
  for (const [name, schema] of Object.entries(recipeSchema.shape)) {
    const inner = unwrap(schema);
    if (inner.schema instanceof z.ZodObject) {
      const fields = Object.entries(inner.schema.shape).map(([key, field]) =>
        toField(`${name}.${key}`, key, field as z.ZodType),
      );
      sections.push({ name, fields: fields.filter((field) => field !== null) });
    } else {
      const field = toField(name, name, schema);
      if (field !== null) loose.push(field);
    }
  }
  return [{ name: 'recipe', fields: loose }, ...sections];
}

/** `nmsIouThreshold` as a label: `nms iou threshold`, with the field's own spelling of abbreviations. */
export function fieldLabel(key: string): string {
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words
    .replace(/\biou\b/g, 'IoU')
    .replace(/\bnms\b/g, 'NMS')
    .replace(/\bema\b/g, 'EMA');
}

interface Unwrapped {
  readonly schema: z.ZodType;
  readonly defaultValue: unknown;
  readonly auto: boolean;
  readonly nullable: boolean;
}

/** Looks through defaults, nullability and the alternative `auto`. */
function unwrap(schema: z.ZodType): Unwrapped {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return { ...unwrap(schema.unwrap() as z.ZodType), defaultValue: schema.def.defaultValue };
  }
  if (schema instanceof z.ZodNullable) return { ...unwrap(schema.unwrap() as z.ZodType), nullable: true };
  if (schema instanceof z.ZodUnion) {
    const options = schema.options as readonly z.ZodType[];
    const others = options.filter((option) => !(option instanceof z.ZodLiteral && option.value === 'auto'));
    if (others.length === 1 && options.length === 2) return { ...unwrap(others[0]!), auto: true };
  }
  return { schema, defaultValue: undefined, auto: false, nullable: false };
}

function toField(path: string, key: string, schema: z.ZodType): RecipeField | null {
  const { schema: inner, ...rest } = unwrap(schema);
  const control = toControl(inner);
  return control === null ? null : { path, label: fieldLabel(key), control, ...rest };
}

function toControl(schema: z.ZodType): FieldKind | null {
  if (schema instanceof z.ZodNumber) {
    return {
      kind: 'number',
      integer: schema.format === 'safeint',
      min: finiteOrNull(schema.minValue),
      max: finiteOrNull(schema.maxValue),
    };
  }
  if (schema instanceof z.ZodBoolean) return { kind: 'switch' };
  if (schema instanceof z.ZodEnum) return { kind: 'choice', options: schema.options as string[] };
  if (schema instanceof z.ZodString) return { kind: 'text', list: false };
  if (schema instanceof z.ZodTuple) return { kind: 'numbers', length: schema.def.items.length };
  if (schema instanceof z.ZodArray) {
    if (schema.element instanceof z.ZodNumber) return { kind: 'numbers', length: null };
    if (schema.element instanceof z.ZodString) return { kind: 'text', list: true };
  }
  return null;
}

/** Bounds beyond the safe integers are zod's own, not the recipe's. */
function finiteOrNull(bound: number | null): number | null {
  return bound === null || !Number.isFinite(bound) || Math.abs(bound) >= Number.MAX_SAFE_INTEGER
    ? null
    : bound;
}
