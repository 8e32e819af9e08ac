/**
 * Stands in for the SDK's search for credentials in the bundles of functions. Lambda puts the credentials of the
 * function's role into its environment; the rest of the search (profiles, single sign-on, roles assumed from roles,
 * instance metadata) would be 110 kB in every bundle, to be read at every cold start, for places that are not there.
 */
export const defaultProvider = () => async () => {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  if (!accessKeyId || !secretAccessKey) throw new Error('the environment of the function has no credentials');
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
};
