import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMe } from '~/api';
import { NotForYou, PageHeader, QueryView } from '~/components';
import { PageLink, PageTitle, useNavigation } from '~/navigation/Navigation';

interface SystemAdminsOnlyProps {
  /** The page's title. */
  title: string;
  /** What the page shows, for who may not see it. */
  about: string;
  children: ReactNode;
}

/** A page of the whole platform; others than system admins are told whose it is. */
export function SystemAdminsOnly({ title, about, children }: SystemAdminsOnlyProps) {
  const me = useMe();
  const { places } = useNavigation();
  return (
    <>
      <PageTitle>{title}</PageTitle>
      <QueryView query={me} what="your account">
        {({ is_system_admin: isSystemAdmin }) =>
          isSystemAdmin ? (
            children
          ) : (
            <>
              <PageHeader title={title} />
              <NotForYou
                title="This page is for system admins"
                action={
                  <Anchor component={PageLink} href={places.user()}>
                    Go to my usage
                  </Anchor>
                }
              >
                {about} Your own organizations are in the menu above.
              </NotForYou>
            </>
          )
        }
      </QueryView>
    </>
  );
}
