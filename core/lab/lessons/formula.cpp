#include "core/lab/lessons/formula.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <tuple>
#include <utility>

#include "core/support/error.h"

namespace orl {

struct Formula::Node {
    struct ChangeNode {
        std::string key;
        std::string of;
        std::string word;
        std::shared_ptr<const Node> number;  ///< null: the word counts
    };
    std::string operation;  ///< "number", "quantity", or an operator
    double number = 0.0;
    Quantity quantity;  ///< without its changes
    std::vector<ChangeNode> changes;
    std::vector<std::shared_ptr<const Node>> operands;
};

bool Formula::Change::operator<(const Change& other) const {
    return std::tie(key, of, word, number) <
           std::tie(other.key, other.of, other.word, other.number);
}

bool nearlyEqual(double one, double other) {
    constexpr double kTolerance = 1e-7;
    return std::abs(one - other) <= kTolerance * (1.0 + std::abs(one) + std::abs(other));
}

namespace {

using NodePointer = std::shared_ptr<const Formula::Node>;

class FormulaParser {
  public:
    explicit FormulaParser(std::string_view text) : m_text(text) {}

    NodePointer parse() {
        NodePointer root = disjunction();
        skipBlanks();
        if (m_at < m_text.size()) fail("an operator");
        return root;
    }

  private:
    static bool isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }
    static bool isDigit(char c) { return c >= '0' && c <= '9'; }

    [[noreturn]] void fail(const std::string& expected) const {
        throw Error({},
                    fmt::format("\"{}\" is no formula: {} is expected at character {}", m_text,
                                expected, m_at + 1),
                    "See the chapter on formulas in docs/lessons.md");
    }
    void skipBlanks() {
        while (m_at < m_text.size() && m_text[m_at] == ' ') ++m_at;
    }
    bool takes(std::string_view token) {
        skipBlanks();
        if (!m_text.substr(m_at).starts_with(token)) return false;
        const std::size_t end = m_at + token.size();
        if (isLetter(token[0]) && end < m_text.size() &&
            (isLetter(m_text[end]) || isDigit(m_text[end]))) {
            return false;  // the beginning of a longer word
        }
        m_at = end;
        return true;
    }
    void expect(std::string_view token) {
        if (!takes(token)) fail(fmt::format("\"{}\"", token));
    }
    std::string word() {
        skipBlanks();
        const std::size_t begin = m_at;
        while (m_at < m_text.size() && (isLetter(m_text[m_at]) || isDigit(m_text[m_at]))) ++m_at;
        if (begin == m_at || isDigit(m_text[begin])) fail("a name");
        return std::string(m_text.substr(begin, m_at - begin));
    }
    std::string quoted() {
        expect("'");
        const std::size_t end = m_text.find('\'', m_at);
        if (end == std::string_view::npos) fail("a closing '");
        std::string name(m_text.substr(m_at, end - m_at));
        m_at = end + 1;
        return name;
    }
    bool atQuote() {
        skipBlanks();
        return m_at < m_text.size() && m_text[m_at] == '\'';
    }
    NodePointer made(std::string operation, std::vector<NodePointer> operands) {
        auto node = std::make_shared<Formula::Node>();
        node->operation = std::move(operation);
        node->operands = std::move(operands);
        return node;
    }
    /// Brackets in brackets end somewhere: so does the stack.
    NodePointer nested(NodePointer (FormulaParser::*part)()) {
        constexpr int kMostNesting = 50;
        if (++m_depth > kMostNesting) fail("an end of the brackets");
        NodePointer node = (this->*part)();
        --m_depth;
        return node;
    }

    NodePointer disjunction() {
        NodePointer left = conjunction();
        while (takes("or")) left = made("or", {left, conjunction()});
        return left;
    }
    NodePointer conjunction() {
        NodePointer left = comparison();
        while (takes("and")) left = made("and", {left, comparison()});
        return left;
    }
    NodePointer comparison() {
        if (takes("not")) return made("not", {nested(&FormulaParser::comparison)});
        NodePointer left = sum();
        for (const char* sign : {"<=", ">=", "=", "<", ">"}) {
            if (takes(sign)) return made(sign, {left, sum()});
        }
        return left;
    }
    NodePointer sum() {
        NodePointer left = product();
        for (;;) {
            if (takes("+")) {
                left = made("+", {left, product()});
            } else if (takes("-")) {
                left = made("-", {left, product()});
            } else {
                return left;
            }
        }
    }
    NodePointer product() {
        NodePointer left = factor();
        for (;;) {
            if (takes("*")) {
                left = made("*", {left, factor()});
            } else if (takes("/")) {
                left = made("/", {left, factor()});
            } else {
                return left;
            }
        }
    }
    NodePointer factor() {
        if (takes("-")) return made("negative", {nested(&FormulaParser::factor)});
        if (takes("(")) {
            NodePointer inner = nested(&FormulaParser::disjunction);
            expect(")");
            return inner;
        }
        skipBlanks();
        if (m_at < m_text.size() && (isDigit(m_text[m_at]) || m_text[m_at] == '.')) return number();
        return quantity();
    }
    NodePointer number() {
        const std::size_t begin = m_at;
        while (m_at < m_text.size() && (isDigit(m_text[m_at]) || m_text[m_at] == '.')) ++m_at;
        const std::string digits(m_text.substr(begin, m_at - begin));
        char* end = nullptr;
        auto node = std::make_shared<Formula::Node>();
        node->operation = "number";
        node->number = std::strtod(digits.c_str(), &end);
        if (*end != '\0') fail("a number");
        return node;
    }
    NodePointer quantity() {
        auto node = std::make_shared<Formula::Node>();
        node->operation = "quantity";
        node->quantity.source = word();
        if (takes("[")) {
            do node->changes.push_back(change());
            while (takes(","));
            expect("]");
        }
        expect(".");
        node->quantity.field = word();
        if (takes("(")) {
            do node->quantity.names.push_back(quoted());
            while (takes(","));
            expect(")");
        }
        return node;
    }
    Formula::Node::ChangeNode change() {
        Formula::Node::ChangeNode made;
        made.key = word();
        if (takes("(")) {
            made.of = quoted();
            expect(")");
        }
        expect("=");
        if (atQuote()) {
            made.word = quoted();
        } else {
            made.number = nested(&FormulaParser::sum);
        }
        return made;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_depth = 0;
};

double valueOf(const Formula::Node& node, const Formula::Lookup& lookup);

double lookedUp(const Formula::Node& node, const Formula::Lookup& lookup) {
    Formula::Quantity asked = node.quantity;
    asked.changes.reserve(node.changes.size());
    for (const auto& change : node.changes) {
        asked.changes.push_back({change.key, change.of, change.word,
                                 change.number ? valueOf(*change.number, lookup) : 0.0});
    }
    return lookup(asked);
}

double compared(const std::string& sign, double left, double right) {
    const bool equal = nearlyEqual(left, right);
    if (sign == "=") return equal ? 1.0 : 0.0;
    if (sign == "<=") return equal || left < right ? 1.0 : 0.0;
    if (sign == ">=") return equal || left > right ? 1.0 : 0.0;
    if (sign == "<") return !equal && left < right ? 1.0 : 0.0;
    return !equal && left > right ? 1.0 : 0.0;
}

double valueOf(const Formula::Node& node, const Formula::Lookup& lookup) {
    if (node.operation == "number") return node.number;
    if (node.operation == "quantity") return lookedUp(node, lookup);
    const double left = valueOf(*node.operands[0], lookup);
    if (node.operation == "negative") return -left;
    if (node.operation == "not") return left == 0.0 ? 1.0 : 0.0;
    if (node.operation == "and" && left == 0.0) return 0.0;
    if (node.operation == "or" && left != 0.0) return 1.0;
    const double right = valueOf(*node.operands[1], lookup);
    if (node.operation == "and" || node.operation == "or") return right == 0.0 ? 0.0 : 1.0;
    if (node.operation == "+") return left + right;
    if (node.operation == "-") return left - right;
    if (node.operation == "*") return left * right;
    if (node.operation != "/") return compared(node.operation, left, right);
    if (right == 0.0) throw Error({}, "It divides by zero", "Ask for something that is a number");
    return left / right;
}

}  // namespace

Formula::Formula(std::string_view text) : m_text(text) {
    constexpr std::size_t kMostCharacters = 2000;  // a sum of millions would be a tree as deep
    if (m_text.size() > kMostCharacters) {
        throw Error({}, fmt::format("A formula has more than {} characters", kMostCharacters),
                    "Ask for less at a time");
    }
    m_root = FormulaParser(m_text).parse();
}

Formula::Formula(double number) : m_text(fmt::format("{}", number)) {
    auto node = std::make_shared<Node>();
    node->operation = "number";
    node->number = number;
    m_root = std::move(node);
}

double Formula::value(const Lookup& lookup) const {
    return valueOf(*m_root, lookup);
}

}  // namespace orl
