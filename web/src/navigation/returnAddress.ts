const SOMEWHERE = 'http://here.invalid';

/**
 * Where to go after sign-in: a path on this server, and nothing else, whatever the address says.
 * "//elsewhere" and "/\elsewhere" are other servers to a browser.
 */
export function localPath(wanted: string | null): string {
  if (!wanted?.startsWith('/') || /[\\\p{Cc}]/u.test(wanted)) return '/';
  const address = URL.canParse(wanted, SOMEWHERE) ? new URL(wanted, SOMEWHERE) : null;
  if (address?.origin !== SOMEWHERE || address.pathname.startsWith('//')) return '/';
  if (address.pathname === '/sign-in') return '/';
  return address.pathname + address.search + address.hash;
}
