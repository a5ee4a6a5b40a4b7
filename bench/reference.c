/*
 * The limit of the machine: an IRC server that does nothing but the reads and writes a chat server cannot avoid.
 * One room, nicks of one letter and digits, no state worth the name, no limits: for measuring on loopback only.
 * Everything a connection is owed in one turn of the event loop leaves in one write.
 *
 *   cc -O2 -o reference reference.c && ./reference PORT
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_FD = 1 << 16, MAX_NICK = 1 << 17, READ_SIZE = 1 << 16, EVENTS = 1024 };

struct bytes {
  char *data;
  size_t length, capacity;
};

struct client {
  int fd;
  int seat;          /* index in the room, -1 when outside */
  int number;        /* digits of the nick: the directory key */
  int spoke;         /* the turn in which it last spoke in the room */
  char nick[16];
  struct bytes input; /* an unfinished line */
  struct bytes own;   /* replies and direct messages of this turn */
  struct bytes others; /* room messages of this turn without its own, only when it spoke */
  struct bytes late;  /* what the kernel did not take */
  int dirty;
};

static struct client *clients[MAX_FD], *directory[MAX_NICK], *room[MAX_FD], *dirty[MAX_FD], *speakers[MAX_FD];
static int seats, dirty_count, speaker_count, turn, poller;
static struct bytes said; /* room messages of this turn */
static char incoming[READ_SIZE];

static void append(struct bytes *to, const char *data, size_t length) {
  if (to->length + length > to->capacity) {
    size_t capacity = to->capacity ? to->capacity : 256;
    while (capacity < to->length + length) capacity *= 2;
    char *grown = realloc(to->data, capacity);
    if (!grown) abort();
    to->data = grown;
    to->capacity = capacity;
  }
  memcpy(to->data + to->length, data, length);
  to->length += length;
}

static void release(struct bytes *what) {
  free(what->data);
  memset(what, 0, sizeof *what);
}

static void watch(struct client *client, unsigned events, int operation) {
  struct epoll_event event = {.events = events, .data.fd = client->fd};
  epoll_ctl(poller, operation, client->fd, &event);
}

static void transmit(struct client *client, const char *data, size_t length) {
  if (client->late.length == 0) {
    ssize_t taken = send(client->fd, data, length, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (taken == (ssize_t)length) return;
    if (taken < 0) {
      if (errno != EAGAIN) return; /* the next read reports the end */
      taken = 0;
    }
    data += taken;
    length -= (size_t)taken;
    watch(client, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
  }
  append(&client->late, data, length);
}

static void retry(struct client *client) {
  ssize_t taken = send(client->fd, client->late.data, client->late.length, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (taken <= 0) return;
  client->late.length -= (size_t)taken;
  memmove(client->late.data, client->late.data + taken, client->late.length);
  if (client->late.length > 0) return;
  release(&client->late);
  watch(client, EPOLLIN, EPOLL_CTL_MOD);
}

static void reply(struct client *client, const char *data, size_t length) {
  append(&client->own, data, length);
  if (client->dirty) return;
  client->dirty = 1;
  dirty[dirty_count++] = client;
}

static void say(struct client *client, const char *message, size_t length) {
  if (client->seat >= 0 && client->spoke != turn) {
    client->spoke = turn;
    client->others.length = 0;
    append(&client->others, said.data ? said.data : "", said.length);
    speakers[speaker_count++] = client;
  }
  append(&said, message, length);
  for (int i = 0; i < speaker_count; i++)
    if (speakers[i] != client) append(&speakers[i]->others, message, length);
}

static void privmsg(struct client *client, const char *line, size_t length) {
  char message[1200];
  int head = snprintf(message, sizeof message, ":%s!u@h ", client->nick);
  if (length > 1000) return;
  memcpy(message + head, line, length);
  memcpy(message + head + length, "\r\n", 2);
  size_t total = (size_t)head + length + 2;
  if (line[8] == '#') {
    say(client, message, total);
    return;
  }
  int number = atoi(line + 9);
  if (number >= 0 && number < MAX_NICK && directory[number]) reply(directory[number], message, total);
}

static void enter(struct client *client, const char *name, size_t length) {
  char text[256];
  if (length > 100) return;
  if (client->seat < 0) {
    client->seat = seats;
    room[seats++] = client;
  }
  int size = snprintf(text, sizeof text, ":reference 366 %s %.*s :End of NAMES\r\n", client->nick, (int)length, name);
  reply(client, text, (size_t)size);
}

static void obey(struct client *client, const char *line, size_t length) {
  char text[256];
  if (length > 8 && memcmp(line, "PRIVMSG ", 8) == 0) {
    privmsg(client, line, length);
  } else if (length > 5 && memcmp(line, "NICK ", 5) == 0) {
    snprintf(client->nick, sizeof client->nick, "%.*s", (int)(length - 5), line + 5);
    client->number = atoi(client->nick + 1);
    if (client->number >= 0 && client->number < MAX_NICK) directory[client->number] = client;
  } else if (length > 5 && memcmp(line, "USER ", 5) == 0) {
    const char *form = ":reference 001 %s :Welcome\r\n:reference 422 %s :No MOTD\r\n";
    int size = snprintf(text, sizeof text, form, client->nick, client->nick);
    reply(client, text, (size_t)size);
  } else if (length > 5 && memcmp(line, "JOIN ", 5) == 0) {
    enter(client, line + 5, length - 5);
  }
}

static void leave(struct client *client) {
  if (client->seat >= 0) {
    struct client *last = room[--seats];
    room[client->seat] = last;
    last->seat = client->seat;
  }
  for (int i = 0; i < speaker_count; i++)
    if (speakers[i] == client) speakers[i--] = speakers[--speaker_count];
  for (int i = 0; i < dirty_count; i++)
    if (dirty[i] == client) dirty[i--] = dirty[--dirty_count];
  if (client->number >= 0 && client->number < MAX_NICK && directory[client->number] == client)
    directory[client->number] = NULL;
  close(client->fd);
  clients[client->fd] = NULL;
  release(&client->input);
  release(&client->own);
  release(&client->others);
  release(&client->late);
  free(client);
}

static void receive(struct client *client) {
  ssize_t got = recv(client->fd, incoming, sizeof incoming, 0);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) {
    leave(client);
    return;
  }
  const char *at = incoming, *end = incoming + got;
  if (client->input.length > 0) {
    append(&client->input, incoming, (size_t)got);
    at = client->input.data;
    end = at + client->input.length;
  }
  for (const char *stop; (stop = memchr(at, '\n', (size_t)(end - at))); at = stop + 1) {
    size_t length = (size_t)(stop - at);
    if (length > 0 && at[length - 1] == '\r') length--;
    obey(client, at, length);
  }
  if (at == end) {
    if (client->input.data) release(&client->input);
    return;
  }
  struct bytes rest = {0};
  append(&rest, at, (size_t)(end - at));
  release(&client->input);
  client->input = rest;
}

static void welcome(int listener) {
  int on = 1, fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    struct client *client = fd < MAX_FD ? calloc(1, sizeof *client) : NULL;
    if (!client) {
      close(fd);
      return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    client->fd = fd;
    client->seat = client->number = client->spoke = -1;
    clients[fd] = client;
    watch(client, EPOLLIN, EPOLL_CTL_ADD);
  }
}

static void flush_turn(void) {
  for (int i = 0; i < dirty_count; i++) {
    transmit(dirty[i], dirty[i]->own.data, dirty[i]->own.length);
    release(&dirty[i]->own);
    dirty[i]->dirty = 0;
  }
  dirty_count = 0;
  if (said.length > 0) {
    for (int i = 0; i < seats; i++) {
      struct client *client = room[i];
      struct bytes *owed = client->spoke == turn ? &client->others : &said;
      if (owed->length > 0) transmit(client, owed->data, owed->length);
    }
  }
  said.length = 0;
  speaker_count = 0;
  turn++;
}

static int listen_on(int port) {
  int on = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, (void *)&address, sizeof address) || listen(listener, 4096)) {
    perror("listen");
    exit(1);
  }
  return listener;
}

int main(int count, char **arguments) {
  static struct epoll_event events[EVENTS];
  if (count != 2) return 2;
  signal(SIGPIPE, SIG_IGN);
  alarm(3600); /* never outlives a forgotten run */
  int listener = listen_on(atoi(arguments[1]));
  poller = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
  epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int ready = epoll_wait(poller, events, EVENTS, -1);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        welcome(listener);
        continue;
      }
      if (clients[fd] && events[i].events & EPOLLOUT) retry(clients[fd]);
      if (clients[fd] && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(clients[fd]);
    }
    flush_turn();
  }
}
