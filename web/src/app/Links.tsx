import { NavLink } from 'react-router';
import type { Me } from '~/api';
import { ownPlaces, shellPlaces } from '~/navigation/Navigation';
import classes from './shell.module.css';

/** The pages that the navigation leads to. */
export function Links({ me, onFollow }: { me: Me; onFollow?: () => void }) {
  return (
    <>
      <NavLink to={ownPlaces.user()} end className={classes.link} onClick={onFollow}>
        My usage
      </NavLink>
      {me.is_system_admin && (
        <>
          <NavLink to={ownPlaces.system()} end className={classes.link} onClick={onFollow}>
            System
          </NavLink>
          <NavLink to={shellPlaces.systemAudit()} className={classes.link} onClick={onFollow}>
            Audit log
          </NavLink>
        </>
      )}
    </>
  );
}
