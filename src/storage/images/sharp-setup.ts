// The one import of sharp: settings that every decoder in this process shares.
import sharp from 'sharp';

// Several pictures are decoded at once, so each uses one thread; the cache would hold files that change on disk.
sharp.concurrency(1);
sharp.cache(false);

export { sharp };
