// How bright a colour looks.

/** Weights of red, green and blue in luma, ITU-R BT.601. */
export const LUMA = [0.299, 0.587, 0.114] as const;
