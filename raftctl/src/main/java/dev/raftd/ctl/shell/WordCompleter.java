package dev.raftd.ctl.shell;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Completes commands and options from the command model, and keys and member ids from the cluster.
final class WordCompleter {
    private final Supplier<CommandSpec> commands;
    private final Live live;
    private @Nullable CommandSpec root;

    WordCompleter(Supplier<CommandSpec> commands, Live live) {
        this.commands = commands;
        this.live = live;
    }

    /// How far the words before the cursor lead into the model.
    private record Place(CommandSpec command, int positionals, @Nullable OptionSpec openOption) {}

    Stream<String> candidates(List<String> before, String word) {
        Place place = walk(before);
        if (place.openOption != null)
            return values(place.openOption, word);
        if (word.startsWith("-"))
            return place.command.options().stream().filter(o -> !o.hidden()).flatMap(o -> Stream.of(o.names()));
        Stream<String> names = place.positionals == 0 ? names(place.command) : Stream.of();
        return Stream.concat(names, place.command.positionalParameters().stream().filter(p -> p.index().contains(place.positionals))
                .flatMap(p -> values(p, word)));
    }

    private static Stream<String> names(CommandSpec command) {
        boolean isRoot = command.parent() == null;
        return Stream.concat(command.subcommands().keySet().stream(), isRoot ? Stream.of("exit") : Stream.of());
    }

    private Place walk(List<String> before) {
        if (root == null)
            root = commands.get();
        CommandSpec command = root;
        int positionals = 0;
        OptionSpec open = null;
        for (String word : before) {
            Map<String, CommandLine> subcommands = command.subcommands();
            if (open != null) {
                open = null;
            } else if (word.startsWith("-") && command.findOption(word) instanceof OptionSpec option) {
                open = option.arity().max() > 0 ? option : null;
            } else if (positionals == 0 && subcommands.get(word) instanceof CommandLine subcommand) {
                command = subcommand.getCommandSpec();
            } else {
                positionals++;
            }
        }
        return new Place(command, positionals, open);
    }

    private Stream<String> values(ArgSpec argument, String word) {
        if (argument.type().isEnum())
            return Stream.of(argument.type().getEnumConstants()).map(Object::toString);
        Iterable<String> known = argument.completionCandidates();
        if (known != null)
            return StreamSupport.stream(known.spliterator(), false);
        // "help COMMAND" and the like
        if (argument instanceof PositionalParamSpec && argument.paramLabel().equals("COMMAND"))
            return names(root == null ? argument.command() : root);
        return switch (argument.paramLabel()) {
            case "KEY", "PREFIX" -> live.keys(word).stream();
            case "ID" -> live.memberIds().stream();
            default -> Stream.of();
        };
    }
}
