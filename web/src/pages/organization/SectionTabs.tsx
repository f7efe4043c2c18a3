import { useEffect, useRef } from 'react';
import { rightsIn, useMe } from '~/api';
import { PageLink, SECTIONS, type Section, useNavigation } from '~/navigation/Navigation';
import classes from './section-tabs.module.css';

const LABELS: Record<Section, string> = {
  overview: 'Overview',
  members: 'Allocations',
  usage: 'Usage',
  history: 'History',
  people: 'People',
  keys: 'Keys',
  audit: 'Audit log',
  settings: 'Settings',
};

// A plain member sees the organization, its people, and the keys that are their own.
const OF_MEMBERS: readonly Section[] = ['overview', 'usage', 'people', 'keys'];

interface SectionTabsProps {
  orgId: string;
  section: Section;
  /** Those that the viewer may open, where it is not their role that decides. */
  sections?: readonly Section[];
}

/** The sections of an organization's screen. Links and not tabs: each has an address. */
export function SectionTabs({ orgId, section, sections }: SectionTabsProps) {
  const { places } = useNavigation();
  const { canManage } = rightsIn(useMe().data, orgId);
  const shown = sections ?? (canManage ? SECTIONS : OF_MEMBERS);
  const tabs = useRef<HTMLElement>(null);
  // On a phone there are more of them than fit.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another section is in view after it.
  useEffect(() => {
    const current = tabs.current?.querySelector('[aria-current]');
    current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [section]);
  return (
    <nav ref={tabs} className={classes.tabs} aria-label="Sections">
      {shown.map((one) => (
        <PageLink
          key={one}
          href={places.organization(orgId, one)}
          className={classes.tab}
          aria-current={one === section ? 'page' : undefined}
        >
          {LABELS[one]}
        </PageLink>
      ))}
    </nav>
  );
}
