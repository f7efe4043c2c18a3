import { PageLink, type Section, useNavigation } from '~/navigation/Navigation';
import classes from './section-tabs.module.css';

const LABELS: Record<Section, string> = {
  overview: 'Overview',
  members: 'Members',
  usage: 'Usage',
  history: 'History',
  people: 'People',
  keys: 'Keys',
  audit: 'Audit log',
  settings: 'Settings',
};

interface SectionTabsProps {
  orgId: string;
  section: Section;
  /** Those that the viewer may open. */
  sections?: readonly Section[];
}

/** The sections of an organization's screen. Links and not tabs: each has an address. */
export function SectionTabs({ orgId, section, sections = ['overview'] }: SectionTabsProps) {
  const { places } = useNavigation();
  return (
    <nav className={classes.tabs} aria-label="Sections">
      {sections.map((one) => (
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
