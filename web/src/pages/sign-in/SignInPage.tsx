import { Button, Container, Divider, Text, Title, UnstyledButton } from '@mantine/core';
import { IconArrowRight, IconChevronRight } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearchParams } from 'react-router';
import { keys, type Schema, useApiQuery, useChange } from '~/api';
import { Mark } from '~/app/Mark';
import { Loading, QueryView } from '~/components';
import { ROLE_NAMES } from '~/components/roles';
import { PageTitle } from '~/navigation/Navigation';
import { localPath } from '~/navigation/returnAddress';
import { SignInProblem } from './SignInProblem';
import classes from './sign-in.module.css';

type Person = Schema<'DemoPerson'>;
type Provider = Schema<'ProviderMethod'>;

export function SignInPage() {
  return (
    <Container component="main" size={560} py={{ base: 32, sm: 72 }}>
      <PageTitle>Sign in</PageTitle>
      <div className={classes.brand}>
        <Mark size={40} />
        <Title order={1}>OrgBilling</Title>
      </div>
      <WaysToSignIn />
    </Container>
  );
}

function WaysToSignIn() {
  const methods = useApiQuery(keys.common('sign-in-methods'), (client, signal) =>
    client.GET('/api/v1/auth/methods', { signal }),
  );
  return (
    <QueryView
      query={methods}
      what="the ways to sign in"
      loading={<Loading what="the ways to sign in" lines={5} height={64} />}
    >
      {({ provider, development }) => (
        <>
          <SignInProblem providerName={provider?.name ?? 'The identity provider'} />
          {provider && <ThroughProvider provider={provider} />}
          {provider && development && <Divider label="or, with demonstration data" my="xl" />}
          {development && <DemoPeople />}
          {!provider && !development && <NotConfigured />}
        </>
      )}
    </QueryView>
  );
}

/** The provider asks who it is and sends the browser back; this server never sees a password. */
function ThroughProvider({ provider }: { provider: Provider }) {
  const [parameters] = useSearchParams();
  const back = encodeURIComponent(localPath(parameters.get('return')));
  return (
    <>
      <Title order={2}>Welcome</Title>
      <Text c="dimmed" mt={4} mb="lg">
        You sign in at {provider.name} and come back here.
      </Text>
      <Button
        component="a"
        href={`${provider.login_path}?return_to=${back}`}
        size="lg"
        fullWidth
        rightSection={<IconArrowRight size={18} aria-hidden="true" />}
      >
        Sign in with {provider.name}
      </Button>
    </>
  );
}

function NotConfigured() {
  return (
    <>
      <Title order={2}>Sign-in is not configured</Title>
      <Text mt="xs">
        This server has no identity provider yet, so nobody can sign in to its screens. Whoever runs
        it finds the settings in the admin guide.
      </Text>
    </>
  );
}

function DemoPeople() {
  const people = useApiQuery(keys.common('demo-people'), (client, signal) =>
    client.GET('/api/v1/auth/dev/people', { signal }),
  );
  return (
    <QueryView
      query={people}
      what="the demonstration people"
      loading={<Loading what="the demonstration people" lines={5} height={64} />}
    >
      {(found) => <ListOfPeople people={found} />}
    </QueryView>
  );
}

function ListOfPeople({ people }: { people: Person[] }) {
  const [parameters] = useSearchParams();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const signIn = useChange({
    send: (client, email: string) => client.POST('/api/v1/auth/dev/login', { body: { email } }),
    invalidates: [],
    onSuccess: () => {
      // Whatever another person saw here before is not for this one.
      queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== 'common' });
      void navigate(localPath(parameters.get('return')), { replace: true });
    },
  });
  return (
    <>
      <Title order={2}>Who would you like to be?</Title>
      <Text c="dimmed" mt={4} mb="lg">
        This server runs with demonstration data, so there are no passwords.
      </Text>
      <ul className={classes.people}>
        {people.map((person) => (
          <li key={person.user_id}>
            <UnstyledButton
              className={classes.person}
              disabled={signIn.isPending}
              onClick={() => signIn.mutate(person.email)}
            >
              <span>
                <span className={classes.name}>{person.name}</span>
                <span className={classes.about}>{person.email}</span>
              </span>
              <span className={classes.about}>{rolesOf(person)}</span>
              <IconChevronRight size={18} aria-hidden="true" />
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </>
  );
}

function rolesOf(person: Person): string {
  const roles = person.organizations.map(
    ({ org_name, role }) => `${ROLE_NAMES[role]}, ${org_name}`,
  );
  return (person.is_system_admin ? ['System admin', ...roles] : roles).join(' · ');
}
