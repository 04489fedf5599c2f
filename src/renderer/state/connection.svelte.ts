// Whether the workbench server can be reached, and for a moment that it can be reached again.
import type { Client } from '../client.ts';

const RESTORED_VISIBLE_MS = 3000;

export class Connection {
  state = $state<'connected' | 'lost' | 'restored'>('connected');
  /** Times the connection came back: what was fetched before may have changed since. */
  restorations = $state(0);

  constructor(client: Client) {
    client.onConnection((connected) => {
      if (!connected) {
        this.state = 'lost';
      } else if (this.state === 'lost') {
        this.state = 'restored';
        this.restorations += 1;
        setTimeout(() => {
          if (this.state === 'restored') this.state = 'connected';
        }, RESTORED_VISIBLE_MS);
      }
    });
  }
}
