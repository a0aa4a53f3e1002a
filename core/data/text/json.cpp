#include "core/data/text/json.h"

#include <fmt/format.h>

#include <vector>

#include "core/data/text/bytes.h"
#include "core/data/text/json_events.h"

namespace orl {

namespace {

using Json = nlohmann::json;

/// The library's message without its number and type: "parse error at line 1, column 5: …".
std::string plainMessage(const std::string& message) {
    const auto close = message.find("] ");
    return close == std::string::npos ? message : message.substr(close + 2, 200);
}

/// Builds the value from the parser's events. The library's own builder takes time quadratic in the
/// elements as soon as it is told to call back, and has no bounds.
class Builder {
  public:
    explicit Builder(Json& root) : m_root(root) {}

    // NOLINTBEGIN(readability-identifier-naming): the library's names
    bool null() { return add(nullptr); }
    bool boolean(bool value) { return add(value); }
    bool number_integer(Json::number_integer_t value) { return add(value); }
    bool number_unsigned(Json::number_unsigned_t value) { return add(value); }
    bool number_float(Json::number_float_t value, const std::string& /*text*/) {
        return add(value);
    }
    bool string(std::string& value) { return add(std::move(value)); }
    bool binary(Json::binary_t& /*value*/) { return fail("holds bytes"); }
    bool start_object(std::size_t /*unknown*/) { return open(Json::object()); }
    bool start_array(std::size_t /*unknown*/) { return open(Json::array()); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    bool key(std::string& name) {
        auto& members = m_open.back()->get_ref<Json::object_t&>();
        const auto [place, isNew] = members.try_emplace(std::move(name));
        m_member = &place->second;
        return isNew || fail("an object has the same key twice");
    }
    bool parse_error(std::size_t /*at*/, const std::string& /*token*/,
                     const nlohmann::detail::exception& failure) {
        return fail(plainMessage(failure.what()));
    }
    // NOLINTEND(readability-identifier-naming)
    std::string problem;

  private:
    bool fail(std::string what) {
        problem = std::move(what);
        return false;
    }
    /// The place that the next value takes; null beyond the bound on elements.
    Json* place() {
        if (++m_elements > kMaxElements) {
            fail(
                fmt::format("it holds more than {} values; give its rows as records of their own, "
                            "one a line",
                            kMaxElements));
            return nullptr;
        }
        if (m_open.empty()) return &m_root;
        if (m_open.back()->is_object()) return m_member;
        return &m_open.back()->get_ref<Json::array_t&>().emplace_back();
    }
    bool add(Json value) {
        Json* to = place();
        if (to == nullptr) return false;
        *to = std::move(value);
        return true;
    }
    bool open(Json container) {
        if (m_open.size() == static_cast<std::size_t>(kMaxNesting)) {
            return fail(fmt::format("brackets are nested more than {} deep", kMaxNesting));
        }
        Json* to = place();
        if (to == nullptr) return false;
        *to = std::move(container);
        m_open.push_back(to);
        return true;
    }
    bool close() {
        m_open.pop_back();
        return true;
    }

    Json& m_root;
    std::vector<Json*> m_open;  ///< arrays and objects that are not closed, the innermost last
    Json* m_member = nullptr;   ///< the value of the last key
    std::size_t m_elements = 0;
};

}  // namespace

std::string parseJson(std::string_view text, Json& value, const std::stop_token& stop) {
    value = nullptr;
    Builder builder(value);
    if (!readJsonEvents(text, builder, stop)) value = nullptr;
    return builder.problem;
}

}  // namespace orl
