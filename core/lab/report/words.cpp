#include "core/lab/report/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "core/lab/scenarios.h"
#include "core/support/unicode.h"

namespace orl {

namespace {

constexpr const char* kDash = "–";
constexpr const char* kMinus = "−";
constexpr const char* kUnit = "\u00a0";  // no line ends before a unit
constexpr int kDigits = 4;               // of an amount
constexpr int kDecimals = 3;             // of an amount that is not tiny
constexpr std::size_t kNameLetters = 40;
constexpr std::size_t kMostNamed = 3;  // limits of more models are counted

/// Digits in groups of three, as in English.
std::string withGroups(const std::string& digits) {
    const std::size_t point = std::min(digits.find('.'), digits.size());
    std::string text;
    for (std::size_t k = 0; k < point; ++k) {
        if (k > 0 && (point - k) % 3 == 0) text += ',';
        text += digits[k];
    }
    return text.append(digits, point);
}

std::string positiveMoney(double usd, int decimals) {
    constexpr double kLongNumber = 1e15;
    if (usd >= kLongNumber) return fmt::format("${:.3g}", usd);
    return fmt::format("${}", withGroups(fmt::format("{:.{}f}", usd, decimals)));
}

/// Digits after the point: `significant` of them in all, at most `most` unless the first would be
/// lost.
int moneyDecimals(double size, int significant, int most) {
    constexpr double kWhole = 1000.0;  // cents no longer matter
    if (size >= kWhole) return 0;
    const int magnitude = static_cast<int>(std::floor(std::log10(size)));
    return std::clamp(significant - 1 - magnitude, 0, std::max(most, 2 - magnitude));
}

std::string moneyTo(double usd, int significant, int most) {
    if (!std::isfinite(usd)) return kDash;
    const double size = std::abs(usd);
    if (size == 0.0) return "$0";
    return (usd < 0.0 ? kMinus : "") + positiveMoney(size, moneyDecimals(size, significant, most));
}

/// No zeros at the end beyond cents.
std::string withoutZeros(std::string text) {
    const std::size_t point = text.find('.');
    constexpr std::size_t kCents = 3;  // with the point
    while (point != std::string::npos && text.size() > point + kCents && text.back() == '0') {
        text.pop_back();
    }
    return text;
}

std::string nameOf(std::string_view name) {
    return shortened(name, kNameLetters);
}

/// "a", "a and b", "a, b and c".
std::string listed(const std::vector<std::string>& parts) {
    std::string text;
    for (std::size_t k = 0; k < parts.size(); ++k) {
        if (k > 0) text += k + 1 == parts.size() ? " and " : ", ";
        text += parts[k];
    }
    return text;
}

/// Limits of single models, in words.
std::vector<std::string> ownLimits(const ConstraintSettings& asked) {
    std::vector<std::string> limits;
    for (const auto& [model, share] : asked.capacityShare) {
        if (share >= 1.0 && asked.commonCapacity >= 1.0) continue;
        limits.push_back(share >= 1.0
                             ? fmt::format("{} without a limit", nameOf(model))
                             : fmt::format("{} at most {}", nameOf(model), sharePercent(share)));
    }
    if (limits.size() > kMostNamed) {
        return {fmt::format("limits of their own for {} models", limits.size())};
    }
    return limits;
}

}  // namespace

std::string money(double usd) {
    return moneyTo(usd, kDigits, kDecimals);
}

std::string moneyIn(const Currency& currency, double usd) {
    std::string text = money(usd * currency.perDollar);
    const std::size_t sign = text.find('$');
    if (currency.label == "USD" || sign == std::string::npos) return text;
    return text.replace(sign, 1, nameOf(currency.label) + kUnit);
}

std::string moneyAbove(double usd) {
    if (!(usd > 0.0) || !std::isfinite(usd)) return money(usd);
    const double scale = std::pow(10.0, moneyDecimals(usd, kDigits, kDecimals));
    return money(std::ceil(usd * scale * (1.0 - 1e-12)) / scale);
}

std::string roundMoney(double usd) {
    return withoutZeros(moneyTo(usd, 3, 2));
}

std::string askedMoney(double usd) {
    constexpr int kAll = 9;
    return withoutZeros(moneyTo(usd, kAll, kAll));
}

std::string signedMoney(double usd) {
    if (!std::isfinite(usd)) return kDash;
    const std::string text = money(std::abs(usd));
    return (usd < 0.0 ? kMinus : "+") + text;
}

std::string sharePercent(double share) {
    if (!std::isfinite(share)) return kDash;
    const bool whole = std::abs(share * 100.0 - std::round(share * 100.0)) < 0.005;
    return sharePercent(share, whole ? 0 : 1);
}

std::string sharePercent(double share, int decimals) {
    if (!std::isfinite(share)) return kDash;
    const double size = std::abs(share) * 100.0;
    const std::string digits = fmt::format("{:.{}f}", size, decimals);
    const bool nothing = digits.find_first_not_of("0.") == std::string::npos;
    return (share < 0.0 && !nothing ? kMinus : "") + digits + kUnit + "%";
}

std::string gapPercent(double gap) {
    if (gap == 0.0) return sharePercent(0.0, 0);
    constexpr double kLeast = 5e-5;
    return gap < kLeast ? fmt::format("< 0.01{}%", kUnit) : sharePercent(gap, 2);
}

std::string grouped(std::int64_t count) {
    return (count < 0 ? kMinus : "") + withGroups(std::to_string(std::abs(count)));
}

std::string shortened(std::string_view text, std::size_t letters) {
    std::string whole = printable(text);
    std::size_t at = 0;
    std::size_t cut = 0;
    for (std::size_t count = 0; at < whole.size(); ++count) {
        if (count + 1 == letters) cut = at;
        if (count == letters) return whole.substr(0, cut) + "…";
        at += std::max<std::size_t>(1, sequenceLength(whole, at));
    }
    return whole;
}

std::string capitalized(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = char(text[0] - 'a' + 'A');
    return text;
}

std::string dataWords(const Preparation& preparation) {
    const std::string name = nameOf(preparation.dataset);
    return preparation.testSplit.empty()
               ? name + ", all queries"
               : fmt::format("{}, {} split", name, nameOf(preparation.testSplit));
}

std::string goalWords(const ConstraintSettings& asked) {
    if (asked.mode == RoutingMode::QualityUnderBudget) {
        return fmt::format("at most {} per 1,000 queries", askedMoney(asked.budgetPer1000));
    }
    if (asked.guarantee.asked) {
        return fmt::format("at least {} realized accuracy with {} confidence",
                           sharePercent(asked.guarantee.accuracy),
                           sharePercent(asked.guarantee.confidence));
    }
    return fmt::format("at least {} accuracy", sharePercent(asked.qualityFloor));
}

std::string limitWords(const ConstraintSettings& asked) {
    std::vector<std::string> limits;
    if (asked.commonCapacity < 1.0) {
        limits.push_back(
            fmt::format("no model above {} of the queries", sharePercent(asked.commonCapacity)));
    }
    for (std::string& limit : ownLimits(asked)) limits.push_back(std::move(limit));
    if (std::isfinite(asked.secondsCap)) {
        limits.push_back(
            fmt::format("answers within {:.4g}{}s on average", asked.secondsCap, kUnit));
    }
    const GroupSettings& groups = asked.groups;
    if (!groups.by.empty() && !groups.floor.empty()) {
        limits.push_back(fmt::format("floors of {} {}s", groups.floor.size(), groups.by));
    }
    if (!groups.by.empty() && !groups.cap.empty()) {
        limits.push_back(fmt::format("caps in {} {}s", groups.cap.size(), groups.by));
    }
    return listed(limits);
}

std::string askedWords(const Scenario& scenario) {
    std::string text = goalWords(scenario.constraints);
    const std::string limits = limitWords(scenario.constraints);
    if (!limits.empty()) text += ", " + limits;
    const std::vector<std::string> changes = poolChanges(scenario.pool);
    if (changes.size() > kMostNamed) {
        text += fmt::format(", {} changes of the pool", changes.size());
    } else {
        for (const std::string& change : changes) text += ", " + nameOf(change);
    }
    return text;
}

std::string questionOf(const Scenario& scenario) {
    const ConstraintSettings& asked = scenario.constraints;
    std::string text;
    if (asked.mode == RoutingMode::QualityUnderBudget) {
        text = fmt::format("How accurate are answers for {} per 1,000 queries",
                           askedMoney(asked.budgetPer1000));
    } else if (asked.guarantee.asked) {
        text = fmt::format("What does {} realized accuracy cost with {} confidence",
                           sharePercent(asked.guarantee.accuracy),
                           sharePercent(asked.guarantee.confidence));
    } else {
        text = fmt::format("What does {} accuracy cost", sharePercent(asked.qualityFloor));
    }
    const std::string limits = limitWords(asked);
    if (asked.commonCapacity < 1.0 && ownLimits(asked).empty() && asked.groups.by.empty() &&
        !std::isfinite(asked.secondsCap)) {
        return text + fmt::format(" when no model may take more than {} of the queries?",
                                  sharePercent(asked.commonCapacity));
    }
    return text + (limits.empty() ? "?" : fmt::format(" with these limits: {}?", limits));
}

namespace {

/// Where a command may go on in a new line, with what ends the line there.
struct CommandBreak {
    std::size_t at = 0;  ///< the first letter of the new line
    const char* end = "";
};

std::vector<CommandBreak> breaksOf(const std::string& command) {
    std::vector<CommandBreak> breaks;
    bool quoted = false;  // by the shell
    bool string = false;  // of JSON
    for (std::size_t at = 0; at < command.size(); ++at) {
        const char c = command[at];
        if (c == '\'') {
            quoted = !quoted;
        } else if (c == '\\') {
            ++at;  // what follows means itself, to the shell or to JSON
        } else if (c == '"' && quoted) {
            string = !string;
        } else if (c == ' ' && !quoted) {
            breaks.push_back({at + 1, "\\"});
        } else if (c == ',' && quoted && !string) {
            breaks.push_back({at + 1, ""});
        }
    }
    return breaks;
}

}  // namespace

std::vector<std::string> commandLines(const std::string& command, std::size_t letters) {
    std::vector<std::string> lines;
    std::size_t from = 0;
    CommandBreak last;
    const auto cut = [&] {
        lines.push_back(command.substr(from, last.at - from) + last.end);
        from = last.at;
    };
    for (const CommandBreak& each : breaksOf(command)) {
        if (each.at - from + 1 > letters && last.at > from) cut();
        last = each;
    }
    if (command.size() - from > letters && last.at > from) cut();
    lines.push_back(command.substr(from));
    return lines;
}

}  // namespace orl
