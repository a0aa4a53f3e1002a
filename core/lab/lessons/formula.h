#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace orl {

/// A formula over what the solver finds, such as
///     optimizer[floor=0.6].cost - optimizer.cost <= 2 and greedy.on('Easy', 'gpt-4o')
/// Numbers, + - * /, brackets, comparisons (= < <= > >=), `and`, `or`, `not`; conditions are 1 or
/// 0. A quantity is source[changes].field('name', …); docs/lessons.md lists the sources and fields.
class Formula {
  public:
    /// A change of the instance that a quantity is asked of: slots('gpt-4o')=2, first='Hard'.
    struct Change {
        std::string key;
        std::string of;    ///< model's name; empty where the key needs none
        std::string word;  ///< a name given as the value; empty: the number counts
        double number = 0.0;
        bool operator<(const Change& other) const;
    };
    struct Quantity {
        std::string source;
        std::vector<Change> changes;
        std::string field;
        std::vector<std::string> names;
    };
    /// Value of a quantity. @throws Error on one that is not known
    using Lookup = std::function<double(const Quantity&)>;

    struct Node;

    Formula() = default;
    /// @throws Error saying at which character what was expected
    explicit Formula(std::string_view text);

    /// That number.
    explicit Formula(double number);

    bool empty() const { return !m_root; }
    const std::string& text() const { return m_text; }
    /// @throws Error of the lookup, or on a division by zero
    double value(const Lookup& lookup) const;
    bool holds(const Lookup& lookup) const { return value(lookup) != 0.0; }

  private:
    std::string m_text;
    std::shared_ptr<const Node> m_root;
};

/// Equal for people: numbers here come out of sums of tenths.
bool nearlyEqual(double one, double other);

}  // namespace orl
