package dev.raftd.ctl.output;

import java.io.PrintStream;

/// Where output goes: lines in UTF-8, flushed one by one.
public final class Out {
    private final PrintStream stream;
    private final boolean colour;

    public Out(PrintStream stream, boolean colour) {
        this.stream = stream;
        this.colour = colour;
    }

    public void line(String text) {
        stream.print(text + "\n");
        stream.flush();
    }

    public void line(Style style, String text) {
        line(colour ? style.on(text) : text);
    }

    public void table(Table table) {
        table.print(this);
    }

    /// The record as one line of JSON.
    public void json(Object value) {
        line(Json.of(value));
    }

    /// Exactly these bytes, whatever they do to a terminal.
    public void raw(byte[] bytes) {
        stream.write(bytes, 0, bytes.length);
        stream.flush();
    }

    public boolean colour() {
        return colour;
    }

    /// Whether nobody reads any more, such as after `| head`.
    public boolean isBroken() {
        return stream.checkError();
    }

    /// For libraries that print by themselves.
    public PrintStream stream() {
        return stream;
    }
}
