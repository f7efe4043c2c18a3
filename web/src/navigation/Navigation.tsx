// How pages link to each other. They know no router: on our own server links go through ours, in
// another application they are plain links to wherever that application shows the pages.

import { type AnchorHTMLAttributes, type ComponentType, createContext, useContext } from 'react';

export const SECTIONS = [
  'overview',
  'members',
  'usage',
  'history',
  'people',
  'keys',
  'audit',
  'settings',
] as const;
/** A part of an organization's screen, with an address of its own. */
export type Section = (typeof SECTIONS)[number];

const PEOPLE_SECTIONS = ['people', 'keys', 'audit', 'settings'] as const;
/** A part of an organization's screen that is about its people instead of its credits. */
export type PeopleSection = (typeof PEOPLE_SECTIONS)[number];

export function isPeopleSection(section: Section): section is PeopleSection {
  return (PEOPLE_SECTIONS as readonly string[]).includes(section);
}

export interface Places {
  user: () => string;
  organization: (orgId: string, section?: Section) => string;
  system: () => string;
  /** Where an invitation is accepted. */
  join: () => string;
  newOrganization: () => string;
}

export type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { href: string };

interface Navigation {
  places: Places;
  Link: ComponentType<LinkProps>;
  go: (href: string) => void;
  /** Whether the title of the browser's window is ours to set. */
  ownsTitle: boolean;
}

export const ownPlaces: Places = {
  user: () => '/',
  organization: (orgId, section = 'overview') =>
    `/organizations/${encodeURIComponent(orgId)}${section === 'overview' ? '' : `/${section}`}`,
  system: () => '/admin',
  join: () => '/join',
  newOrganization: () => '/organizations/new',
};

/** Pages of our own shell alone: another application has its own accounts. */
export const shellPlaces = {
  sessions: () => '/sessions',
  systemAudit: () => '/admin/audit',
  signIn: () => '/sign-in',
};

function PlainLink(props: LinkProps) {
  return <a {...props} />;
}

export const plainNavigation: Navigation = {
  places: ownPlaces,
  Link: PlainLink,
  go: (href) => window.location.assign(href),
  ownsTitle: false,
};

export const NavigationContext = createContext<Navigation>(plainNavigation);

export function useNavigation(): Navigation {
  return useContext(NavigationContext);
}

/** A link inside the screens: `<PageLink href={places.organization(orgId)}>Acme</PageLink>`. */
export function PageLink(props: LinkProps) {
  const { Link } = useNavigation();
  return <Link {...props} />;
}

/** The title of the browser's window, where it is ours. */
export function PageTitle({ children }: { children: string }) {
  const { ownsTitle } = useNavigation();
  return ownsTitle ? <title>{`${children} · OrgBilling`}</title> : null;
}
