// Tests of where the cache folder is on each platform.
import { expect, it } from 'vitest';
import { cacheFolder } from './locate.mjs';

const slashes = (path) => path.replaceAll('\\', '/');

it.each([
  ['linux', {}, '/home/me/.cache/boxwright'],
  ['linux', { XDG_CACHE_HOME: '/fast' }, '/fast/boxwright'],
  ['darwin', { XDG_CACHE_HOME: '/fast' }, '/home/me/Library/Caches/boxwright'],
  ['win32', { LOCALAPPDATA: '/local' }, '/local/boxwright/Cache'],
  ['win32', {}, '/home/me/AppData/Local/boxwright/Cache'],
  ['linux', { BOXWRIGHT_CACHE: '/mine', XDG_CACHE_HOME: '/fast' }, '/mine'],
])('%s %j', (platform, env, expected) => {
  expect(slashes(cacheFolder(env, platform, '/home/me'))).toBe(expected);
});
