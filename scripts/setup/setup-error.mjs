// An error of the set-up that a person can act on: what happened, and what to do.

export class SetupError extends Error {
  /**
   * @param {string} message what happened
   * @param {string} [hint] what to do
   */
  constructor(message, hint) {
    super(message);
    this.name = 'SetupError';
    this.hint = hint;
  }
}
