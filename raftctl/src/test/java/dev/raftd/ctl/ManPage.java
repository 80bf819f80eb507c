package dev.raftd.ctl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// A command's manual page (section 1), made of its model.
final class ManPage {
    private final CommandSpec command;
    private final StringBuilder roff = new StringBuilder();

    private ManPage(CommandSpec command) {
        this.command = command;
    }

    /// The pages of a command and of all commands below it, by file name.
    static Map<String, String> all(CommandSpec command) {
        Map<String, String> pages = new TreeMap<>();
        pages.put(pageName(command) + ".1", new ManPage(command).text());
        subcommands(command).forEach(subcommand -> pages.putAll(all(subcommand)));
        return pages;
    }

    private static List<CommandSpec> subcommands(CommandSpec command) {
        return command.subcommands().values().stream().map(CommandLine::getCommandSpec).filter(c -> !c.usageMessage().hidden()).toList();
    }

    private static String pageName(CommandSpec command) {
        return command.qualifiedName("-");
    }

    private String text() {
        String name = pageName(command);
        roff.append(".TH \"").append(escaped(name.toUpperCase(Locale.ROOT))).append("\" \"1\" \"\" \"raftd\" \"raftd manual\"\n");
        roff.append(".nh\n.ad l\n"); // no word is divided or spread: options and commands stand as they are typed
        section("NAME").line(name + " - " + summary(command));
        section("SYNOPSIS").line(synopsis());
        section("DESCRIPTION");
        Arrays.stream(command.usageMessage().description()).forEach(this::paragraph);
        arguments();
        options();
        commands();
        exitStatus();
        footer();
        seeAlso();
        return roff.toString();
    }

    private static String summary(CommandSpec command) {
        String[] description = command.usageMessage().description();
        if (description.length == 0)
            throw new IllegalArgumentException(command.qualifiedName() + " has no description");
        return description[0].endsWith(".") ? description[0].substring(0, description[0].length() - 1) : description[0];
    }

    private String synopsis() {
        return command.commandLine().getHelp().synopsis(0).strip().replaceAll("\\s+", " ");
    }

    private void arguments() {
        List<PositionalParamSpec> arguments = command.positionalParameters().stream().filter(p -> !p.hidden()).toList();
        if (!arguments.isEmpty())
            section("ARGUMENTS");
        arguments.forEach(a -> item("\\fI" + escaped(a.paramLabel()) + "\\fR", a.description()));
    }

    private void options() {
        List<OptionSpec> options = new ArrayList<>(command.options().stream().filter(o -> !o.hidden()).toList());
        options.sort((a, b) -> a.longestName().compareTo(b.longestName()));
        if (!options.isEmpty())
            section("OPTIONS");
        for (OptionSpec option : options) {
            String names = String.join(", ", Arrays.stream(option.names()).map(n -> "\\fB" + escaped(n) + "\\fR").toList());
            boolean takesValue = option.arity().max() > 0;
            item(names + (takesValue ? " \\fI" + escaped(option.paramLabel()) + "\\fR" : ""), option.description());
        }
    }

    private void commands() {
        List<CommandSpec> subcommands = subcommands(command);
        if (!subcommands.isEmpty())
            section("COMMANDS");
        subcommands.forEach(c -> item("\\fB" + escaped(pageName(c)) + "\\fR(1)", summary(c) + "."));
    }

    private void exitStatus() {
        Map<String, String> codes = command.usageMessage().exitCodeList();
        if (!codes.isEmpty())
            section("EXIT STATUS");
        codes.forEach((code, meaning) -> item(escaped(code), meaning));
    }

    /// A line that ends in a colon is the heading of what follows it.
    private void footer() {
        boolean open = false;
        boolean notes = false;
        for (String line : command.usageMessage().footer()) {
            boolean heading = line.endsWith(":") && !line.startsWith(" ");
            if (heading) {
                close(open);
                section(line.substring(0, line.length() - 1).toUpperCase(Locale.ROOT));
                roff.append(".nf\n");
                open = true;
            } else if (open && !line.isBlank()) {
                line(line.strip());
            } else if (!line.isBlank()) {
                if (!notes)
                    section("NOTES");
                notes = true;
                paragraph(line);
            }
        }
        close(open);
    }

    private void close(boolean open) {
        if (open)
            roff.append(".fi\n");
    }

    private void seeAlso() {
        List<String> others = new ArrayList<>();
        if (command.parent() != null)
            others.add(reference(command.parent()));
        subcommands(command).forEach(c -> others.add(reference(c)));
        if (!others.isEmpty())
            section("SEE ALSO").roff.append(String.join(",\n", others)).append('\n');
    }

    private static String reference(CommandSpec other) {
        return "\\fB" + escaped(pageName(other)) + "\\fR(1)";
    }

    private ManPage section(String title) {
        roff.append(".SH ").append(title).append('\n');
        return this;
    }

    private void paragraph(String text) {
        roff.append(".PP\n");
        line(text);
    }

    private void item(String formattedHead, String... description) {
        roff.append(".TP\n").append(formattedHead).append('\n');
        line(String.join(" ", description));
    }

    private void line(String text) {
        roff.append(escaped(text)).append('\n');
    }

    private static String escaped(String text) {
        String escaped = text.replace("%%", "%").replace("%n", " ").strip().replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
