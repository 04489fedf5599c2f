// Words for the outcome of the native engine's set-up.

/** @param {import('./install-engine.mjs').EngineOutcome} outcome */
export function describeEngine(outcome) {
  const { state, runtime, failure, tried, note } = outcome;
  if (state === 'off') {
    return { state: 'unchanged', detail: 'switched off by BOXWRIGHT_ENGINE; WebAssembly serves' };
  }
  if (state === 'failed') {
    return {
      state: 'warning',
      detail: `${tried ? 'not set up' : 'still not set up'}; WebAssembly serves (slower)`,
      lines: [...failure.message.split('\n'), failure.hint],
    };
  }
  const device = runtime.variant === 'gpu' ? 'NVIDIA GPU' : 'processor';
  const detail = `TensorFlow ${runtime.tensorflow} for the ${device}`;
  if (note) return { state: 'warning', detail, lines: [note] };
  return { state: state === 'ready' ? 'unchanged' : 'done', detail };
}
