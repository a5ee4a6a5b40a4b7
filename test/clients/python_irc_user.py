"""A chat client on python3-irc: commands on standard input, the password first; what it sees on standard output."""

import os
import sys
import threading

import irc.bot

HOST, PORT, NICK, CHANNEL = sys.argv[1:5]


class User(irc.bot.SingleServerIRCBot):
    def __init__(self, password):
        server = irc.bot.ServerSpec(HOST, int(PORT), password)
        super().__init__([server], NICK, NICK, reconnection_interval=1)

    def on_welcome(self, connection, event):
        print(f"registered as {event.target}")

    def on_disconnect(self, connection, event):
        print("disconnected")

    def on_join(self, connection, event):
        print(f"{event.source.nick} has joined {event.target}")

    def on_pubmsg(self, connection, event):
        print(f"{event.source.nick}: {event.arguments[0]}")

    def on_privmsg(self, connection, event):
        print(f"{event.source.nick}: {event.arguments[0]}")

    def on_action(self, connection, event):
        print(f"*{event.source.split('!')[0]} {event.arguments[0]}")

    def on_topic(self, connection, event):
        print(f"{event.source.nick} sets the topic: {event.arguments[0]}")

    def on_kick(self, connection, event):
        print(f"{event.arguments[0]} was kicked by {event.source.nick}: {event.arguments[1]}")

    def command(self, line):
        verb, _, rest = line.partition(" ")
        if verb == "join":
            self.connection.join(CHANNEL)
        elif verb == "say":
            self.connection.privmsg(CHANNEL, rest)
        elif verb == "act":
            self.connection.action(CHANNEL, rest)
        elif verb == "topic":
            self.connection.topic(CHANNEL, rest)
        elif verb == "kick":
            nick, _, reason = rest.partition(" ")
            self.connection.kick(CHANNEL, nick, reason)


def obey(user):
    for line in sys.stdin:
        if line.strip() == "quit":
            break
        user.command(line.rstrip("\n"))
    os._exit(0)  # the library's loop knows no end


user = User(sys.stdin.readline().strip())
threading.Thread(target=obey, args=(user,), daemon=True).start()
user.start()
