/**
 * Client ids are UUIDv7 where clients follow the SDK: with them in front, new entries fill one page of the index after the
 * other, and a retry is looked for where the last messages went. With the sender in front each message touched a page of
 * its own. Who sends without a client id needs no entry.
 */
export function clientIds(): string[] {
  return [
    'drop index messages_client',
    'create unique index messages_client on messages (client_id, sender_id) where client_id is not null',
  ];
}
