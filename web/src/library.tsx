// The screens for another application's shell:
//
//     <OrgBillingProvider base="https://billing.example">
//       <OrganizationBillingPro orgId={orgId} />
//     </OrgBillingProvider>

import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './theme/global.css';
import { type MantineColorScheme, MantineProvider, mergeThemeOverrides } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { type ReactNode, useMemo, useState } from 'react';
import { ApiProvider } from './api';
import { setPageLocale } from './locale/pageLocale';
import { NavigationContext, type Places, plainNavigation } from './navigation/Navigation';
import { cssVariables, theme } from './theme/theme';

export { SystemBillingOverview } from './pages/admin/SystemBillingOverview';
export { UserBillingDashboard } from './pages/billing/UserBillingDashboard';
export { OrganizationBillingPro } from './pages/organization/OrganizationBillingPro';
export type { Places };

interface OrgBillingProviderProps {
  /** Origin and prefix before `/api/v1/…`; empty where the API has the page's own origin. */
  base?: string;
  /** Where the host shows the pages, for the links between them. */
  places?: Partial<Places>;
  /** Follows a link inside the host; by default the browser does. */
  go?: (href: string) => void;
  onSignInNeeded?: () => void;
  colorScheme?: MantineColorScheme;
  children: ReactNode;
}

/** What the pages need around them. Its styles reach only what is inside. */
export function OrgBillingProvider(props: OrgBillingProviderProps) {
  const { base, places, go, onSignInNeeded, colorScheme = 'light', children } = props;
  const [root, setRoot] = useState<HTMLElement | null>(null);
  // The page is the host's, and says itself in which language it is.
  const [locale] = useState(() =>
    setPageLocale([document.documentElement.lang, ...navigator.languages]),
  );
  const navigation = useMemo(
    () => ({
      ...plainNavigation,
      places: { ...plainNavigation.places, ...places },
      ...(go ? { go } : {}),
    }),
    [places, go],
  );
  // Dialogs and menus open inside the root too, where the variables are.
  const ownTheme = useMemo(
    () =>
      mergeThemeOverrides(theme, {
        components: { Portal: { defaultProps: { target: root ?? undefined } } },
      }),
    [root],
  );
  return (
    <div ref={setRoot} className="orgbilling" lang={locale}>
      {root && (
        <MantineProvider
          theme={ownTheme}
          cssVariablesResolver={cssVariables}
          cssVariablesSelector=".orgbilling"
          getRootElement={() => root}
          forceColorScheme={colorScheme === 'auto' ? undefined : colorScheme}
        >
          <Notifications position="bottom-right" />
          <NavigationContext value={navigation}>
            <ApiProvider base={base} onSignInNeeded={onSignInNeeded}>
              {children}
            </ApiProvider>
          </NavigationContext>
        </MantineProvider>
      )}
    </div>
  );
}
