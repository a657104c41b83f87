package org.duress.model.torchscript;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duress.model.torchscript.Token.Kind;
import org.jspecify.annotations.Nullable;

/**
 * All code of an archive: which classes and functions it declares, and whether it does nothing but compute.
 *
 * <p>TorchScript has no imports and no system calls. What reaches further is an operator, and operators have names:
 * {@code torch.x}, {@code ops.space.x}. So each name in the code must be an operator that is on the list, something
 * that the archive declares, a word of the language, or a variable; the name spaces themselves are no values, so that
 * none goes by another name.
 */
final class ModuleCode {
    /** Classes and functions that use each other in a row: torch's compiler calls itself for each. */
    private static final int LONGEST_CHAIN = 150;

    /** Torch's compiler calls itself for a method that is called by a method. */
    private static final int MOST_METHODS = 150;

    private static final String DECLARED = "__torch__";

    private final Map<String, ModuleClass> classes = new HashMap<>();
    private final Set<String> functions = new HashSet<>();
    private final Set<String> members = new HashSet<>();
    private final Map<String, Set<String>> uses = new HashMap<>();

    private int constants;

    private ModuleCode() {}

    /**
     * Reads and checks.
     *
     * @param code text by entry, {@code code/__torch__/a/b.py}
     * @throws Refusal of code that does more than compute, by name and place
     */
    static ModuleCode of(Map<String, String> code) {
        ModuleCode all = new ModuleCode();
        Map<String, List<Token>> words = new LinkedHashMap<>();
        code.forEach((entry, text) -> words.put(entry, Tokens.of(text, entry)));
        words.forEach((entry, tokens) -> all.declare(space(entry), statements(tokens), entry));
        words.forEach((entry, tokens) -> new NameCheck(all, entry).require(space(entry), statements(tokens)));
        all.requireShallow();
        return all;
    }

    /** The class of that whole name, which begins with {@code __torch__}; null where there is none. */
    @Nullable
    ModuleClass find(String name) {
        return classes.get(name);
    }

    /** Whether something in the archive has a member of that name. */
    boolean hasMember(String name) {
        return members.contains(name);
    }

    /** How many of these names, which begin with {@code __torch__}, name a class or function; 0 where none do. */
    int declared(List<String> names) {
        for (int count = names.size(); count > 1; count--) {
            String whole = String.join(".", names.subList(0, count));
            if (classes.containsKey(whole) || functions.contains(whole)) {
                return count;
            }
        }
        return 0;
    }

    /** Notes that the code uses the constant of that number. */
    void useConstant(int number) {
        constants = Math.max(constants, number + 1);
    }

    /** @throws Refusal if the code uses more than so many constants */
    void requireConstants(int count) {
        if (constants > count) {
            throw Refusal.damaged("its code uses " + constants + " constants, and constants.pkl holds " + count);
        }
    }

    void use(String user, String used) {
        uses.computeIfAbsent(user, u -> new HashSet<>()).add(used);
    }

    /** {@code code/__torch__/a/b.py} is {@code __torch__.a.b}. */
    private static String space(String entry) {
        String path = entry.substring("code/".length(), entry.length() - ".py".length())
                .replace('/', '.');
        if (!path.equals(DECLARED) && !path.startsWith(DECLARED + ".")) {
            throw Refusal.code("has code in " + entry + ", outside code/" + DECLARED + ",");
        }
        return path;
    }

    /** Words of one logical line each, without its end. */
    private static List<List<Token>> statements(List<Token> tokens) {
        List<List<Token>> statements = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).kind() == Kind.LINE_END) {
                statements.add(tokens.subList(from, i));
                from = i + 1;
            }
        }
        return statements;
    }

    private void declare(String space, List<List<Token>> statements, String entry) {
        ModuleClass current = null;
        int inner = -1;
        for (List<Token> statement : statements) {
            Token first = statement.get(0);
            if (first.column() == 0) {
                current = null;
                inner = -1;
            } else if (inner < 0) {
                inner = first.column();
            }
            boolean named = statement.size() > 1 && statement.get(1).kind() == Kind.NAME;
            if (first.column() == 0 && named && first.isName("class")) {
                boolean based = statement.size() > 3 && statement.get(2).is("(");
                current = new ModuleClass(based ? statement.get(3).text() : "");
                if (classes.put(space + "." + statement.get(1).text(), current) != null) {
                    throw Refusal.code("declares " + statement.get(1).text() + " twice in " + entry);
                }
                members.add(statement.get(1).text());
            } else if (first.column() == 0 && named && first.isName("def")) {
                functions.add(space + "." + statement.get(1).text());
            } else if (current != null && first.column() == inner) {
                member(current, statement, entry);
            }
        }
    }

    private void member(ModuleClass type, List<Token> statement, String entry) {
        Token first = statement.get(0);
        if (first.isName("def") && statement.size() > 1) {
            String name = statement.get(1).text();
            type.methods().add(name);
            members.add(name);
            if (type.methods().size() > MOST_METHODS) {
                throw Refusal.code("has a class of more than " + MOST_METHODS + " methods in " + entry);
            }
        } else if (first.isName("__annotations__")
                && statement.size() > 5
                && statement.get(2).kind() == Kind.STRING) {
            attribute(type, statement.get(2).text(), statement.subList(5, statement.size()), entry);
        } else if (first.kind() == Kind.NAME
                && statement.size() > 2
                && statement.get(1).is(":")) {
            attribute(type, first.text(), statement.subList(2, statement.size()), entry);
        } else if (first.kind() == Kind.NAME
                && statement.size() > 2
                && statement.get(1).is("=")) {
            // A value of an enumeration.
            members.add(first.text());
        }
    }

    private void attribute(ModuleClass type, String name, List<Token> words, String entry) {
        members.add(name);
        DeclaredType declared = DeclaredType.of(words, entry);
        if (!declared.name().equals("Final")) {
            type.attributes().put(name, declared);
        }
    }

    /** Depth first, with a stack of its own; what uses itself is torch's to refuse. */
    private void requireShallow() {
        Map<String, Integer> depths = new HashMap<>();
        for (String start : uses.keySet()) {
            Deque<String> path = new ArrayDeque<>(List.of(start));
            Set<String> onPath = new HashSet<>();
            while (!path.isEmpty()) {
                String at = path.peek();
                if (depths.containsKey(at)) {
                    path.pop();
                } else if (onPath.add(at)) {
                    uses.getOrDefault(at, Set.of()).stream()
                            .filter(used -> !onPath.contains(used) && !depths.containsKey(used))
                            .forEach(path::push);
                } else {
                    depths.put(path.pop(), depth(at, depths));
                }
            }
        }
    }

    private int depth(String user, Map<String, Integer> depths) {
        int depth = 1;
        for (String used : uses.getOrDefault(user, Set.of())) {
            depth = Math.max(depth, 1 + depths.getOrDefault(used, 0));
        }
        if (depth > LONGEST_CHAIN) {
            throw Refusal.code(
                    "has classes and functions that use each other, more than " + LONGEST_CHAIN + " in a row,");
        }
        return depth;
    }
}
