// Decoded pictures of the last few images, so that going to the next or back shows them at once.
import { PromiseCache } from '../../state/promise-cache.ts';

const KEPT = 12;
const pictures = new PromiseCache<HTMLImageElement>(KEPT);

/** The decoded picture behind a URL. @throws Error when it cannot be loaded. */
export function loadPicture(url: string): Promise<HTMLImageElement> {
  return pictures.get(url, async () => {
    const picture = new Image();
    picture.src = url;
    await picture.decode();
    return picture;
  });
}
