package org.duress.model.torchscript;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.duress.model.torchscript.Token.Kind;

/** Looks at each name in an entry of code. */
final class NameCheck {
    /** Calls of what was called, indices of what was indexed and the like in one line: torch's compiler nests them. */
    private static final int MOST_LINKS = 256;

    /**
     * Largest whole number in code, save where an end may be given that is none; sizes that overflow end torch's
     * kernels.
     */
    private static final long MOST_NUMBER = (1L << 31) - 1;

    /** The same within a list: sizes, strides, padding, whose products torch's kernels take without a look. */
    private static final long MOST_LISTED = 1L << 24;

    /** Whose arguments may be the largest number there is, for "to the end". */
    private static final Set<String> ENDLESS = Set.of("slice", "range", "__range_length");

    /** Names with points between; those of classes are the folders that a class lies in. */
    private static final int LONGEST_NAME = 32;

    private static final Set<String> WORDS = Set.of(
            "class", "def", "return", "if", "else", "for", "in", "while", "pass", "with", "as", "True", "False",
            "None");

    private static final Set<String> STARTS =
            Set.of("class", "def", "return", "if", "else", "for", "while", "pass", "with");

    /** What the language itself gives: conversions, and functions without effect. */
    private static final Set<String> FUNCTIONS = Set.of(
            "annotate",
            "unchecked_cast",
            "uninitialized",
            "isinstance",
            "range",
            "int",
            "float",
            "bool",
            "str",
            "complex",
            "len",
            "list",
            "tuple",
            "dict",
            "sorted",
            "min",
            "max",
            "abs",
            "sum",
            "round",
            "all",
            "any",
            "divmod",
            "pow",
            "enumerate",
            "zip",
            "reversed",
            "ord",
            "chr",
            "hash",
            "slice",
            "inf",
            "nan",
            "infj",
            "nanj");

    private static final Set<String> TYPES = Set.of(
            "Tensor",
            "number",
            "Scalar",
            "NoneType",
            "Any",
            "Optional",
            "List",
            "Tuple",
            "Dict",
            "Union",
            "Final",
            "Device",
            "Layout",
            "MemoryFormat",
            "ScalarType",
            "Module",
            "NamedTuple",
            "Enum",
            "Interface",
            "ModuleInterface");

    /** What acts, or brings what acts; no variable may be called so either. */
    private static final Set<String> RESERVED = Set.of(
            "torch", "ops", "CONSTANTS", "__torch__", "print", "fork", "awaitable", "getattr", "hasattr", "super");

    /** Members that torch itself gives to values. */
    private static final Set<String> MEMBERS = Set.of("__new__", "__init__", "name", "value", "tolist");

    private final ModuleCode code;
    private final String entry;
    private final Set<String> variables = new HashSet<>();
    private String user = "";

    NameCheck(ModuleCode code, String entry) {
        this.code = code;
        this.entry = entry;
    }

    /** @throws Refusal of the first name that may be more than a computation */
    void require(String space, List<List<Token>> statements) {
        statements.forEach(this::collect);
        for (List<Token> statement : statements) {
            Token first = statement.get(0);
            if (first.column() == 0) {
                user = space + "." + (statement.size() > 1 ? statement.get(1).text() : "");
            }
            require(statement);
        }
    }

    private void require(List<Token> statement) {
        // The last word of a name whose beginning was looked at.
        int covered = -1;
        int links = 0;
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < statement.size(); i++) {
            Token token = statement.get(i);
            Token before = i == 0 ? null : statement.get(i - 1);
            boolean afterValue = before != null && (before.is(")") || before.is("]") || before.kind() == Kind.STRING);
            links += (token.is(".") && i > covered) || ((token.is("(") || token.is("[")) && afterValue) ? 1 : 0;
            if (links > MOST_LINKS) {
                throw refuse("has more than " + MOST_LINKS + " calls of calls and members of members", token);
            }
            if (token.is("(") || token.is("[") || token.is("{")) {
                open.push(i);
            } else if (token.is(")") || token.is("]") || token.is("}")) {
                open.pop();
            }
            if (token.kind() == Kind.NUMBER) {
                requireSmall(statement, i, open.isEmpty() ? -1 : open.peek());
            } else if (token.kind() == Kind.NAME && (before == null || !before.is("."))) {
                covered = i + 2 * root(statement, i);
            } else if (token.kind() == Kind.NAME && i > covered) {
                requireMember(token.text(), token);
            } else if (token.is(".")
                    && (i + 1 == statement.size() || statement.get(i + 1).kind() != Kind.NAME)) {
                throw refuse("has a point before no name", token);
            } else if (token.is("-") && before != null && before.is("-")) {
                throw refuse("has several minus signs in a row", token);
            }
        }
    }

    /** @param open the bracket that the number stands in; -1 where it stands in none */
    private void requireSmall(List<Token> statement, int i, int open) {
        Token number = statement.get(i);
        if (!number.text().matches("\\d+")) {
            return;
        }
        boolean listed = open >= 0 && statement.get(open).is("[");
        boolean endless = open > 0
                && statement.get(open).is("(")
                && ENDLESS.contains(statement.get(open - 1).text());
        long most = listed ? MOST_LISTED : endless ? Long.MAX_VALUE : MOST_NUMBER;
        String most64 = String.valueOf(Long.MAX_VALUE);
        if (number.text().length() > most64.length()
                || (number.text().length() == most64.length() && number.text().compareTo(most64) > 0)
                || Long.parseLong(number.text()) > most) {
            throw Refusal.of(
                    "uses the number " + number.text() + " in " + entry + ", line " + number.line()
                            + ", which no size, stride or index of an image needs",
                    "check where it comes from");
        }
    }

    private Refusal refuse(String what, Token at) {
        return Refusal.code(what + " in " + entry + ", line " + at.line());
    }

    /** Names that are given a value anywhere in the entry: assigned, parameters, attributes, loop variables. */
    private void collect(List<Token> statement) {
        int depth = 0;
        int assigned = -1;
        for (int i = 0; i < statement.size() && assigned < 0; i++) {
            Token token = statement.get(i);
            depth += token.is("(") || token.is("[") || token.is("{") ? 1 : 0;
            depth -= token.is(")") || token.is("]") || token.is("}") ? 1 : 0;
            assigned = depth == 0 && (token.is("=") || token.isName("in")) ? i : -1;
        }
        boolean def = statement.get(0).isName("def") || statement.get(0).isName("class");
        for (int i = 0; i < statement.size(); i++) {
            Token token = statement.get(i);
            if (token.kind() != Kind.NAME || (i > 0 && statement.get(i - 1).is("."))) {
                continue;
            }
            boolean followed = i + 1 < statement.size()
                    && (statement.get(i + 1).is("=") || statement.get(i + 1).is(":"));
            boolean named = i > 0 && (statement.get(i - 1).isName("as") || (def && i == 1));
            boolean target = i < assigned && !reads(statement, i);
            if ((followed || named || target) && !WORDS.contains(token.text()) && !RESERVED.contains(token.text())) {
                variables.add(token.text());
            }
        }
    }

    private static boolean reads(List<Token> statement, int i) {
        Token next = statement.get(i + 1);
        return next.is(".") || next.is("[") || next.is("(");
    }

    /** Looks at a name that follows no point; gives how many names after it were looked at with it. */
    private int root(List<Token> statement, int i) {
        Token token = statement.get(i);
        String name = token.text();
        List<String> names = names(statement, i);
        if (names.size() > LONGEST_NAME) {
            throw refuse("uses " + name + " with more than " + LONGEST_NAME + " members of members", token);
        }
        switch (name) {
            case "torch" -> {
                requireOperator("aten", names, 1, token);
                return 1;
            }
            case "ops" -> {
                requireOperator(names.size() > 1 ? names.get(1) : "", names, 2, token);
                return 2;
            }
            case "CONSTANTS" -> {
                if (names.size() < 2 || !names.get(1).matches("c\\d{1,8}")) {
                    throw refuse("uses " + String.join(".", names), token);
                }
                code.useConstant(Integer.parseInt(names.get(1).substring(1)));
                return 1;
            }
            case "__torch__" -> {
                int count = code.declared(names);
                if (count == 0) {
                    throw refuse("uses " + String.join(".", names) + ", which its code does not declare,", token);
                }
                code.use(user, String.join(".", names.subList(0, count)));
                return count - 1;
            }
            case "getattr" -> {
                requireAttribute(statement, i);
                return 0;
            }
            default -> {
                if (WORDS.contains(name)) {
                    if (i > 0 && STARTS.contains(name)) {
                        throw refuse("has '" + name + "' within a line", token);
                    }
                } else if (RESERVED.contains(name)
                        || !(FUNCTIONS.contains(name)
                                || TYPES.contains(name)
                                || variables.contains(name)
                                || name.equals("__annotations__"))) {
                    throw refuse("uses " + name, token);
                }
                return 0;
            }
        }
    }

    /** The name and all that follow it, with points between. */
    private static List<String> names(List<Token> statement, int i) {
        List<String> names = new ArrayList<>(List.of(statement.get(i).text()));
        for (int at = i + 1; at + 1 < statement.size() && statement.get(at).is("."); at += 2) {
            names.add(statement.get(at + 1).text());
        }
        return names;
    }

    private void requireOperator(String space, List<String> names, int place, Token token) {
        String name = names.size() > place ? names.get(place) : "";
        if (!Operators.allows(space, name)) {
            String whole = String.join(".", names.subList(0, Math.min(names.size(), place + 1)));
            if (whole.contains("mkldnn") || whole.contains("MKLDNN")) {
                throw Refusal.of(
                        "calls " + whole + " in " + entry + ", line " + token.line()
                                + ", as after torch.jit.optimize_for_inference, which has no gradient",
                        "save it before that");
            }
            throw refuse(
                    (names.size() > place ? "calls " : "uses ")
                            + whole
                            + (names.size() > place ? "" : " as a value, not one of its operators,"),
                    token);
        }
    }

    /** {@code getattr(x, "name")} is {@code x.name}, for names that are no identifiers. */
    private void requireAttribute(List<Token> statement, int i) {
        int depth = 0;
        for (int at = i + 1; at < statement.size(); at++) {
            Token token = statement.get(at);
            depth += token.is("(") ? 1 : 0;
            depth -= token.is(")") ? 1 : 0;
            if (depth == 0) {
                Token name = statement.get(at - 1);
                if (token.is(")")
                        && name.kind() == Kind.STRING
                        && statement.get(at - 2).is(",")) {
                    requireMember(name.text(), name);
                    return;
                }
                break;
            }
        }
        throw refuse("uses getattr without a plain name", statement.get(i));
    }

    private void requireMember(String name, Token token) {
        if (!code.hasMember(name) && !MEMBERS.contains(name) && !Operators.allows("aten", name)) {
            throw refuse("uses a member " + name + ", which its code does not declare,", token);
        }
    }
}
