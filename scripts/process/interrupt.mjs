// Turns Ctrl-C and termination requests into an AbortSignal, so that work stops cleanly.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * The first signal aborts; a second one ends the process at once.
 * @returns {{signal: AbortSignal, dispose: () => void}} `dispose` gives the signals back
 */
export function listenForInterrupt() {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    dispose: () => {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
