import { Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useSearchParams } from 'react-router';
import { problemSentence } from './problemSentence';
import classes from './sign-in.module.css';

/** Why somebody came back without being signed in, when the address says so. */
export function SignInProblem({ providerName }: { providerName: string }) {
  const [parameters] = useSearchParams();
  const code = parameters.get('problem');
  if (!code) return null;
  return (
    <div role="alert" className={classes.problem}>
      <IconAlertTriangle size={22} color="var(--ob-bad)" aria-hidden="true" />
      <div>
        <Title order={2} size="h3">
          You are not signed in
        </Title>
        <Text size="sm" mt={2}>
          {problemSentence(code, providerName)}
        </Text>
      </div>
    </div>
  );
}
