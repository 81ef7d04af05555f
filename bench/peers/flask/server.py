"""A chat server as it is usually built on Flask-SocketIO: eventlet, SQLite, a row for each message before anybody hears it.

It speaks the events of ../../floors/socketio.mjs: `say` (to the room, `said` to all) and `tell` (to one, answered). What
Flask-SocketIO and sqlite3 do by themselves is left as it is: one transaction a message, synced to the disk.
"""

import eventlet

eventlet.monkey_patch()

import os
import sqlite3
import time

from flask import Flask, request
from flask_socketio import SocketIO, emit, join_room

database = sqlite3.connect(os.path.join(os.environ["DATA_DIR"], "chat.db"), check_same_thread=False)
database.executescript(
    """
    create table if not exists users (name text primary key, created_at integer not null);
    create table if not exists messages (
      id integer primary key, room text not null, sender text not null, text text not null, created_at integer not null);
    create index if not exists messages_room on messages (room, id);
    """
)

app = Flask(__name__)
socketio = SocketIO(app, async_mode="eventlet")
names = {}


def store(room, text):
    """Stores a message of the present client; it is safe on the disk when this returns."""
    sender = names[request.sid]
    with database:
        database.execute(
            "insert into messages (room, sender, text, created_at) values (?, ?, ?, ?)",
            (room, sender, text, int(time.time() * 1000)),
        )


@socketio.on("connect")
def connect(auth):
    name = (auth or {}).get("name")
    if not isinstance(name, str) or not name:
        return False
    with database:
        database.execute("insert or ignore into users (name, created_at) values (?, ?)", (name, int(time.time())))
    names[request.sid] = name
    join_room("all")
    join_room(name)


@socketio.on("disconnect")
def disconnect():
    names.pop(request.sid, None)


@socketio.on("say")
def say(text):
    store("all", text)
    emit("said", text, to="all")


@socketio.on("tell")
def tell(partner, text):
    store(partner, text)
    emit("said", text, to=partner)
    return {"ok": True}


if __name__ == "__main__":
    socketio.run(app, host="127.0.0.1", port=int(os.environ["PORT"]))
