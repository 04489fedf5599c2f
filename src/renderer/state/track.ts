// Names state that an effect or a derived value depends on although it does not use its value.

/** How many values were named. Reading the arguments is what makes them tracked. */
export const track = (...values: readonly unknown[]): number => values.length;
