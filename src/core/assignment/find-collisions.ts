// Objects that fall on one cell and anchor, of which only one can be trained there.
import type { Box } from '../boxes/box.ts';
import { claimCells, type AssignableHead } from './assign-anchors.ts';
import type { AssignmentRule } from './choose-anchors.ts';

/** One image's objects, input px. */
export interface PlacedObjects {
  readonly imageId: string;
  readonly boxes: readonly Box<'input'>[];
}

/** A cell and anchor that two objects claim. Objects as indices into the image's boxes. */
export interface Collision {
  readonly branch: number;
  readonly row: number;
  readonly column: number;
  readonly anchor: number;
  /** The object that is trained there: the better shape fit. */
  readonly kept: number;
  /** The one that is not. */
  readonly displaced: number;
}

export interface ImageCollisions {
  readonly imageId: string;
  readonly collisions: readonly Collision[];
  /** Objects that lost every cell and anchor they claimed: nothing is trained to find them. */
  readonly lost: readonly number[];
}

export interface Collisions {
  /** Claims that went to another object. */
  readonly collisions: number;
  /** Objects that nothing is trained to find. */
  readonly lost: number;
  /** Images with at least one collision; the most lost objects first, then the most collisions. */
  readonly images: readonly ImageCollisions[];
}

/** Collisions of all images under training's own rule, without augmentation. Exact, as it needs the places of the objects. */
export function findCollisions(
  images: readonly PlacedObjects[],
  heads: readonly AssignableHead[],
  rule: AssignmentRule,
): Collisions {
  const found = images.flatMap(({ imageId, boxes }) => {
    const { positives, displaced } = claimCells(boxes, heads, rule);
    if (displaced.length === 0) return [];
    const place = (claim: (typeof positives)[number]) =>
      `${claim.branch}/${claim.row}/${claim.column}/${claim.anchor}`;
    const keptAt = new Map(positives.map((positive) => [place(positive), positive.object]));
    const trained = new Set(positives.map(({ object }) => object));
    return [
      {
        imageId,
        collisions: displaced.map(({ object, ...cell }) => ({
          ...cell,
          kept: keptAt.get(place({ ...cell, object }))!,
          displaced: object,
        })),
        lost: [...new Set(displaced.map(({ object }) => object))].filter((object) => !trained.has(object)),
      },
    ];
  });
  found.sort((a, b) => b.lost.length - a.lost.length || b.collisions.length - a.collisions.length);
  return {
    collisions: found.reduce((total, { collisions }) => total + collisions.length, 0),
    lost: found.reduce((total, { lost }) => total + lost.length, 0),
    images: found,
  };
}
