// A document in which plots are made where there is no browser.
import { parseHTML } from 'linkedom';

/** An empty document. */
export function plotDocument(): object {
  return (parseHTML('<!doctype html><body></body>') as { document: object }).document;
}
