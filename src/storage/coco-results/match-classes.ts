// Which classes of a dataset the categories of a results file are.
import type { Dataset } from '../../contract/dataset.ts';
import { UserError } from '../../core/user-error.ts';
import type { CocoFile } from '../datasets/coco/parse-coco.ts';
import type { ResultCategory } from './parse-results.ts';

/**
 * Class index of each category: by the name that `annotations` give to its id, by the name that the results give it, or by the
 * ids of the dataset's own annotations.
 * @param file of the results, for messages
 * @throws UserError for a category that is no class of the dataset, or whose number nobody explains
 */
export function matchClasses(
  file: string,
  categories: readonly ResultCategory[],
  { classes, categoryIds }: Pick<Dataset, 'classes' | 'categoryIds'>,
  annotations?: Pick<CocoFile, 'categories'>,
): number[] {
  const names = new Map(annotations?.categories.map(({ id, name }) => [id, name]));
  const unexplained: number[] = [];
  const unknown: string[] = [];
  const classOf = categories.map(({ id, name: own }) => {
    const name = (names.get(id) ?? own)?.normalize('NFC');
    const classIndex = name === undefined ? (categoryIds?.indexOf(id) ?? -1) : classes.indexOf(name);
    if (classIndex >= 0) return classIndex;
    if (name !== undefined) unknown.push(name);
    else unexplained.push(id);
    return -1;
  });
  if (unknown.length > 0)
    throw new UserError({
      code: 'classes-differ',
      message: `${file} has the classes ${unknown.join(', ')}, which the dataset does not have; it has ${classes.join(', ')}.`,
      hint: 'Leave their results out, or give the classes the names of the dataset.',
    });
  if (unexplained.length > 0)
    throw new UserError({
      code: 'classes-unknown',
      message:
        `${file} has category_id ${unexplained.join(', ')}, and ` +
        (categoryIds
          ? `the dataset's annotations have ${categoryIds.join(', ')}.`
          : `the dataset's labels have no numbers for its classes ${classes.join(', ')}.`),
      hint: 'Name a COCO file whose categories say what the numbers mean (--category-names annotations.json).',
    });
  return classOf;
}
