// Frames over the socket and over the standard streams.
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import { describeError } from "./failures.mjs";
import { decodeExactly, encode } from "./json.mjs";

const LENGTH_BYTES = 4;
const HAS_BIG_NUMBERS = 0x80000000;
const BUFFER_BYTES = 1 << 16;

function frameOf(value) {
  const text = encode(value);
  const length = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(LENGTH_BYTES + length);
  frame.writeUInt32LE(length, 0);
  frame.utf8Write(text, LENGTH_BYTES);
  return frame;
}

function decode(buffer, start, end, isExact) {
  const text = buffer.utf8Slice(start, end);
  return isExact ? decodeExactly(text) : JSON.parse(text);
}

function lengthAt(buffer, place) {
  const prefix = buffer.readUInt32LE(place);
  return { length: prefix & ~HAS_BIG_NUMBERS, isExact: (prefix & HAS_BIG_NUMBERS) !== 0 };
}

/** The channel for what may come at any time. */
export class FrameSocket {
  #socket;
  #receive;
  /** What has come of frames that are not whole, how long that is, and how long it has to be so that one is. */
  #pieces = [];
  #length = 0;
  #needed = LENGTH_BYTES;

  /** Frames over a socket that is connected. */
  static over(socket, receive, ended) {
    const frames = new FrameSocket(socket, receive, ended);
    socket.on("data", (data) => frames.#take(data));
    return frames;
  }

  /** Frames over a socket of this process's own, of which all that comes is read into one buffer: a stream takes a new one each time. */
  static async connect(address, receive, ended) {
    let frames;
    const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
    const socket = net.connect({ path: address, onread: { buffer, callback: (length) => frames.#takeCopied(buffer, length) } });
    await new Promise((resolve, reject) => { socket.once("connect", resolve); socket.once("error", reject); });
    frames = new FrameSocket(socket, receive, ended);
    return frames;
  }

  constructor(socket, receive, ended) {
    this.#socket = socket;
    this.#receive = receive;
    socket.on("close", ended);
    socket.on("error", ended);
  }

  #takeCopied(buffer, length) {
    this.#take(buffer.subarray(0, length));
    // what is left of a frame must outlive the next read
    const last = this.#pieces.length - 1;
    if (last >= 0) this.#pieces[last] = Buffer.from(this.#pieces[last]);
    return true;
  }

  #take(data) {
    this.#pieces.push(data);
    this.#length += data.length;
    if (this.#length < this.#needed) return;
    const all = this.#pieces.length === 1 ? data : Buffer.concat(this.#pieces);
    let place = 0;
    this.#needed = LENGTH_BYTES;
    while (all.length - place >= LENGTH_BYTES) {
      const { length, isExact } = lengthAt(all, place);
      const end = place + LENGTH_BYTES + length;
      if (end > all.length) {
        this.#needed = end - place;
        break;
      }
      const frame = decode(all, place + LENGTH_BYTES, end, isExact);
      place = end;
      this.#receive(frame);
    }
    this.#pieces = place === all.length ? [] : [all.subarray(place)];
    this.#length = all.length - place;
  }

  send(value) { this.#socket.write(frameOf(value)); }
  ref() { this.#socket.ref(); }
  unref() { this.#socket.unref(); }
}

/**
 * The channel of turns over the standard streams. These lead elsewhere from then on where that can be done, so that what writes past
 * `process.stdout`, and children that get the streams of this process, do no harm.
 */
export function talkOfStandardStreams() {
  if (!fs.existsSync("/proc/self/fd/1")) return new Talk(0, 1);
  const talk = new Talk(fs.openSync("/proc/self/fd/0", "r"), fs.openSync("/proc/self/fd/1", "w"));
  replace(0, os.devNull, "r");
  try {
    replace(1, "/proc/self/fd/2", "a");
  } catch {
    fs.openSync(os.devNull, "w"); // the standard error is nothing that can be opened
  }
  return talk;
}

/** Gives the number of a file to another one: a file that is opened gets the lowest number that is free. */
function replace(number, path, mode) {
  fs.closeSync(number);
  fs.openSync(path, mode);
}

/** The channel of turns: reading it blocks. */
export class Talk {
  #in;
  #out;
  #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  #start = 0;
  #end = 0;

  constructor(input, output) {
    this.#in = input;
    this.#out = output;
  }

  write(value) { this.#send(frameOf(value)); }

  /** Writes the answer of a turn; that the turn has failed if there is no text for it, such as one that is too long for a string. */
  answer(value) {
    let frame;
    try {
      frame = frameOf(value);
    } catch (e) {
      frame = frameOf(["fail", describeError(e)]);
    }
    this.#send(frame);
  }

  #send(frame) {
    for (let written = 0; written < frame.length; ) written += this.#writeSome(frame, written);
  }

  #writeSome(frame, from) {
    try {
      return fs.writeSync(this.#out, frame, from, frame.length - from);
    } catch (e) {
      if (e.code === "EAGAIN") return 0;
      throw e;
    }
  }

  read() {
    this.#need(LENGTH_BYTES);
    const { length, isExact } = lengthAt(this.#buffer, this.#start);
    this.#start += LENGTH_BYTES;
    this.#need(length);
    const frame = decode(this.#buffer, this.#start, this.#start + length, isExact);
    this.#start += length;
    return frame;
  }

  #need(bytes) {
    if (this.#end - this.#start >= bytes) return;
    if (this.#buffer.length - this.#start < bytes) {
      const larger = bytes > this.#buffer.length ? Buffer.allocUnsafe(2 * bytes) : this.#buffer;
      this.#buffer.copy(larger, 0, this.#start, this.#end);
      this.#end -= this.#start;
      this.#start = 0;
      this.#buffer = larger;
    }
    while (this.#end - this.#start < bytes) {
      const read = fs.readSync(this.#in, this.#buffer, this.#end, this.#buffer.length - this.#end, null);
      if (read === 0) process.exit(0);
      this.#end += read;
    }
  }
}
