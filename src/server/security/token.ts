// The server's secret: a token in the first URL, a cookie from then on.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Bytes of randomness in a token. */
const TOKEN_BYTES = 32;

/** What a browser must bring. */
export interface Secret {
  /** Part of the URL that the person who started the server gets. */
  readonly token: string;
  /**
   * Differs from server to server: cookies are shared by all ports of a host name, and two servers must not throw each
   * other's pages out.
   */
  readonly cookieName: string;
  isToken(candidate: unknown): boolean;
  isCookie(candidate: unknown): boolean;
  /** Value of the cookie: derived from the token, which itself is never stored by the browser. */
  readonly cookieValue: string;
}

/** A new secret, or one around a given token (for tests and for scripts that must know it beforehand). */
export function createSecret(token = randomBytes(TOKEN_BYTES).toString('base64url')): Secret {
  const cookieValue = digest(`cookie ${token}`).toString('base64url');
  return {
    token,
    cookieName: `boxwright-${digest(`name ${token}`).toString('hex').slice(0, 8)}`,
    cookieValue,
    isToken: (candidate) => isSame(candidate, token),
    isCookie: (candidate) => isSame(candidate, cookieValue),
  };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Takes the same time wherever the two differ. */
function isSame(candidate: unknown, expected: string): boolean {
  return typeof candidate === 'string' && timingSafeEqual(digest(candidate), digest(expected));
}
