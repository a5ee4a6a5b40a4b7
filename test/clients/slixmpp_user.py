"""A chat client on slixmpp: commands on standard input, the password first; what it sees on standard output."""

import asyncio
import ssl
import sys

import slixmpp

ADDRESS, HOST, PORT, ROOM = sys.argv[1:5]
NICK = ADDRESS.split("@")[0]


class User(slixmpp.ClientXMPP):
    def __init__(self, password):
        super().__init__(f"{ADDRESS}/slixmpp", password)
        self.ssl_context = ssl._create_unverified_context()
        self.register_plugin("xep_0030")
        self.register_plugin("xep_0045")
        self.register_plugin("xep_0198")
        self.add_event_handler("session_start", self.started)
        self.add_event_handler("failed_auth", lambda _: print("login failed"))
        self.add_event_handler("groupchat_message", self.heard)
        self.add_event_handler("groupchat_subject", self.subject)
        self.add_event_handler("groupchat_presence", self.presence)

    async def started(self, _):
        self.send_presence()
        await self.get_roster()
        print(f"{ADDRESS} logged in successfully")
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := (await reader.readline()).decode().rstrip("\n"):
            await self.command(line)

    async def command(self, line):
        verb, _, rest = line.partition(" ")
        muc = self["xep_0045"]
        if verb == "join":
            await muc.join_muc_wait(ROOM, NICK, timeout=10)
            print("You have joined the room")
        elif verb == "say":
            self.send_message(mto=ROOM, mbody=rest, mtype="groupchat")
        elif verb == "subject":
            muc.set_subject(ROOM, rest)
        elif verb == "kick":
            nick, _, reason = rest.partition(" ")
            try:
                await muc.set_role(ROOM, nick, "none", reason=reason)
            except slixmpp.exceptions.XMPPError as error:
                print(f"kick refused: {error.condition}")
        elif verb == "quit":
            await self.disconnect()
            asyncio.get_running_loop().stop()

    def heard(self, message):
        nick, body = message["mucnick"], message["body"]
        print(f"*{nick} {body[4:]}" if body.startswith("/me ") else f"{nick}: {body}")

    def subject(self, message):
        print(f"*{message['from'].resource} has set the room subject: {message['subject']}")

    def presence(self, presence):
        nick = presence["from"].resource
        text = str(presence)
        if presence["type"] != "unavailable":
            print(f"{nick} is here, role {presence['muc']['role']}")
        elif "307" in text:
            print(f"{nick} has been kicked: {text}")
        else:
            print(f"{nick} left")


user = User(sys.stdin.buffer.raw.readline().decode().strip())
user.connect((HOST, int(PORT)), force_starttls=True)
user.process(forever=True)
