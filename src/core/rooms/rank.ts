/** Lasting, by address (XEP-0045 5.2). */
export const affiliations = ['outcast', 'none', 'member', 'admin', 'owner'] as const;
export type Affiliation = (typeof affiliations)[number];

/** While present (XEP-0045 5.1). */
export const roles = ['none', 'visitor', 'participant', 'moderator'] as const;
export type Role = (typeof roles)[number];

export function affiliationRank(affiliation: Affiliation): number {
  return affiliations.indexOf(affiliation);
}

export function roleRank(role: Role): number {
  return roles.indexOf(role);
}

export function atLeast(affiliation: Affiliation, least: Affiliation): boolean {
  return affiliationRank(affiliation) >= affiliationRank(least);
}
