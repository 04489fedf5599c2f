// Starts the page.
import { mount } from 'svelte';
import App from './App.svelte';
import './tokens.css';
import './base.css';
import { createServerClient, type Client } from './client.ts';

async function createClient(): Promise<Client> {
  const parameters = new URLSearchParams(window.location.search);
  if (import.meta.env.DEV && parameters.get('client') === 'memory') {
    const { createPageAloneClient } = await import('./testing/page-alone.ts');
    return createPageAloneClient(parameters);
  }
  // The token has become a cookie: it need not stay in the address that people copy.
  if (parameters.has('token')) window.history.replaceState(null, '', `/${window.location.hash}`);
  return createServerClient();
}

const target = document.getElementById('app');
if (target !== null) {
  const client = await createClient();
  mount(App, { target, props: { client } });
}
