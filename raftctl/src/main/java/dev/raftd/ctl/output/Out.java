package dev.raftd.ctl.output;

import java.io.PrintStream;
import java.util.function.IntSupplier;

/// Where output goes: lines in UTF-8, flushed one by one.
public final class Out {
    private final PrintStream stream;
    private final boolean colour;
    private final IntSupplier columns;

    /// As wide as it takes, such as into a file.
    public Out(PrintStream stream, boolean colour) {
        this(stream, colour, () -> 0);
    }

    /// @param columns how wide the screen is now, 0 if nobody knows or it does not matter
    public Out(PrintStream stream, boolean colour, IntSupplier columns) {
        this.stream = stream;
        this.colour = colour;
        this.columns = columns;
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

    int columnsMax() {
        int known = columns.getAsInt();
        return known > 0 ? known : Integer.MAX_VALUE;
    }

    /// How wide a picture is to be.
    ///
    /// @param otherwise where nobody knows how wide the screen is
    public int columns(int otherwise) {
        int known = columns.getAsInt();
        return known > 0 ? known : otherwise;
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
