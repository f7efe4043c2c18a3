const TOKEN = /ob_inv_[A-Za-z0-9_-]+/;

/** The secret of an invitation in whatever was pasted: the secret itself, or the whole link. */
export function invitationToken(text: string): string | null {
  return TOKEN.exec(text)?.[0] ?? null;
}
