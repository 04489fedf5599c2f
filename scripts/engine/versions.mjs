// The versions that the native engine is made of.

export const TENSORFLOW_VERSION = '2.21.0';
export const TFJS_NODE_GPU_VERSION = '4.22.0';
/** Counts up with what set-up builds: 2 has a binding that passes lists as attributes. Earlier ones are built anew. */
export const RUNTIME_FORMAT = 2;
