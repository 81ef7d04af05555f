"""Clients of the socket dialects, as python-socketio makes them. Prints one JSON line for each scene that held."""

import asyncio
import json
import sys
import urllib.error
import urllib.request

import socketio

URL = sys.argv[1]
SCENES = sys.argv[2].split(",")


def post(path, body, token=None):
    headers = {"Content-Type": "application/json"}
    if token is not None:
        headers["Authorization"] = "Bearer " + token
    request = urllib.request.Request(URL + path, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        raise AssertionError(f"POST {path} answered {error.code}: {error.read().decode()}") from error


class Client:
    """Remembers everything it hears; `hears` waits for the first event of a name that fits."""

    def __init__(self):
        self.socket = socketio.AsyncClient(reconnection=False)
        self.heard = []
        self.arrived = asyncio.Condition()

    async def connect(self, events, url=URL, **options):
        for event in events:
            self.socket.on(event, self.listener(event))
        await self.socket.connect(url, transports=options.pop("transports", ["websocket"]), **options)
        return self

    def listener(self, event):
        async def remember(payload=None):
            async with self.arrived:
                self.heard.append((event, payload))
                self.arrived.notify_all()

        return remember

    async def hears(self, event, fits=lambda payload: True):
        def find():
            return next((payload for name, payload in self.heard if name == event and fits(payload)), None)

        async with self.arrived:
            await asyncio.wait_for(self.arrived.wait_for(lambda: find() is not None), 10)
            return find()

    async def close(self):
        await self.socket.disconnect()


async def rooms():
    events = ["connected", "joined_room", "user_joined", "receive_message", "user_typing", "left_room", "error"]
    login = post("/api/auth/login", {"username": "python-one"})
    one = await Client().connect(events)
    await one.hears("connected")
    await one.socket.emit(
        "join_room",
        {"user_id": login["user_id"], "username": "python-one", "room_id": "general", "preferred_language": "en"},
    )
    await one.hears("joined_room")
    two = await Client().connect(events, transports=["polling"])
    await two.socket.emit(
        "join_room",
        {"user_id": "python-2", "username": "python-two", "room_id": "general", "preferred_language": "es"},
    )
    await two.hears("joined_room")
    await one.hears("user_joined", lambda payload: payload["username"] == "python-two")
    await two.socket.emit("user_typing", {"room_id": "general", "is_typing": True})
    await one.hears("user_typing", lambda payload: payload["is_typing"] is True)
    answer = await two.socket.call("send_message", {"room_id": "general", "text": "hello from python"})
    heard = await one.hears("receive_message")
    assert heard["message_id"] == answer["message_id"] and heard["original_text"] == "hello from python", heard
    assert sorted(heard["translations"]) == ["en", "es"], heard
    await two.socket.emit("send_message", {"room_id": "general"})
    await two.hears("error")
    await one.socket.emit("leave_room", {"room_id": "general"})
    await one.hears("left_room")
    await one.close()
    await two.close()


async def relay():
    events = ["connected", "message", "message_received", "broadcast", "pong", "error"]
    one = await Client().connect(events)
    two = await Client().connect(events, socketio_path="ws/chat")
    await one.hears("connected")
    await one.socket.emit("message", {"type": "text", "content": "relayed", "sender": "python"})
    await one.hears("message_received")
    await two.hears("message", lambda payload: payload["content"] == "relayed")
    await two.socket.emit("send_text", {"text": "back", "sender": "python"})
    await one.hears("message", lambda payload: payload["content"] == "back")
    await one.socket.emit("ping")
    await one.hears("pong")
    post("/api/messages/broadcast", {"type": "text", "content": "to all"})
    await two.hears("broadcast", lambda payload: payload["content"] == "to all")
    await two.socket.emit("send_image", {"image": "no image at all", "sender": "python", "format": "png"})
    await two.hears("error")
    await one.close()
    await two.close()


async def letsapp():
    people = []
    for name in ("pythonista", "pythonesse"):
        account = {"username": name, "email": name + "@example.org", "password": "correct horse battery"}
        people.append(post("/auth/register", account))
    events = ["receive_message", "typing_indicator", "error"]
    clients = []
    for person in people:
        clients.append(await Client().connect(events, URL + "?token=" + person["access_token"]))
    one, two = clients
    recipient = people[1]["user"]["id"]
    answer = await one.socket.call("send_message", {"recipient": recipient, "content": "ssst"})
    assert answer["status"] == "success", answer
    heard = await two.hears("receive_message")
    assert heard["content"] == "ssst" and heard["id"] == answer["message_id"], heard
    await two.socket.emit("typing_start", {"recipient_id": people[0]["user"]["id"]})
    await one.hears("typing_indicator")
    await one.close()
    await two.close()


async def direct():
    people = [post("/api/auth/login", {"email": name + "@example.com", "name": name}) for name in ("monty", "terry")]
    events = ["new_message", "message_notification", "error"]
    clients = []
    for person in people:
        clients.append(await Client().connect(events, auth={"token": person["access_token"]}))
    one, two = clients
    await one.socket.emit("send_message", {"to_email": "terry@example.com", "content": "and now"})
    await two.hears("new_message", lambda payload: "and now" in json.dumps(payload))
    await one.close()
    await two.close()


async def main():
    for scene in SCENES:
        await globals()[scene]()
        print(json.dumps({"scene": scene, "held": True}), flush=True)


asyncio.run(main())
