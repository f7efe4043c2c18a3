import { Anchor } from '@mantine/core';
import { PageHeader } from '~/components';
import { PageLink, PageTitle, useNavigation } from '~/navigation/Navigation';

export function NotFoundPage() {
  const { places } = useNavigation();
  return (
    <>
      <PageTitle>Not found</PageTitle>
      <PageHeader title="There is nothing here" about="The address may be mistyped or outdated." />
      <Anchor component={PageLink} href={places.user()}>
        Go to my usage
      </Anchor>
    </>
  );
}
