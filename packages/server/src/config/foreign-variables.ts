/** Variables that the documents of the five contracts name and that mean nothing here, each with what takes its place. */
export const foreignVariables: Readonly<Record<string, string>> = {
  MONGODB_URI: 'there is no MongoDB; data lies in DATA_DIR, or in PostgreSQL with DATABASE_URL',
  MONGODB_URL: 'there is no MongoDB; data lies in DATA_DIR, or in PostgreSQL with DATABASE_URL',
  MONGO_URI: 'there is no MongoDB; data lies in DATA_DIR, or in PostgreSQL with DATABASE_URL',
  DATABASE_NAME: 'the database is named in DATABASE_URL',
  CELERY_BROKER_URL: 'slow work needs no broker; OUTBOX_WORKERS says how much of it runs at a time',
  CELERY_RESULT_BACKEND: 'slow work needs no broker; OUTBOX_WORKERS says how much of it runs at a time',
  JWT_ALGORITHM: 'the algorithm is fixed (HS256), so that no token can choose it',
  FLASK_ENV: 'there is no development mode; LOG_LEVEL=debug shows more',
  FLASK_DEBUG: 'there is no development mode; LOG_LEVEL=debug shows more',
  FLASK_APP: 'there is nothing to choose; npm start starts the server',
};
