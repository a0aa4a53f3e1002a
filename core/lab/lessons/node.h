#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/lab/lessons/lesson.h"

namespace orl {

/// A value of a lesson's file with the way to it, and where mistakes go. What is asked of it and is
/// not there, or is something else, is a mistake and reads as nothing.
class LessonNode {
  public:
    struct Shared {
        std::string file;
        std::map<std::string, int> lines;             ///< by JSON pointer, of jsonPlaces()
        std::vector<std::pair<int, Error>> mistakes;  ///< with their lines
    };

    LessonNode(const nlohmann::json* value, std::string pointer, Shared* shared)
        : m_value(value), m_pointer(std::move(pointer)), m_shared(shared) {}

    const nlohmann::json& value() const { return *m_value; }
    int line() const;
    void wrong(const std::string& what, const std::string& remedy) const;

    bool has(const std::string& key) const;
    LessonNode at(const std::string& key) const;
    std::vector<LessonNode> elements() const;
    std::vector<std::pair<std::string, LessonNode>> members() const;
    /// Whether it is an object; a key but these is a mistake.
    bool isObject(const std::vector<std::string>& keys) const;
    std::vector<LessonNode> list(const std::string& key, std::size_t least) const;
    /// A name or a title, of at most 100 letters (bytes of UTF-8).
    std::string word(const std::string& key, bool needed) const;
    /// One of the known words.
    std::string choice(const std::string& key, const std::vector<std::string>& known,
                       bool needed) const;
    std::optional<double> number(const std::string& key, double least, double most,
                                 bool needed) const;
    std::optional<double> numberHere(double least, double most) const;
    /// Of at most 40 words.
    LessonText text(const std::string& key, bool needed) const;
    Formula formula(const std::string& key, bool needed) const;
    /// A number is a formula, too.
    Formula formulaHere() const;

  private:
    std::string shown() const;
    std::string words(const std::string& key, bool needed, std::size_t most) const;

    const nlohmann::json* m_value;
    std::string m_pointer;
    Shared* m_shared;
};

/// Words in a row, for messages.
std::string listed(const std::vector<std::string>& words);

/// A small instance; whatever is wrong with it goes to the node's mistakes.
LessonInstance readInstance(const LessonNode& node);

}  // namespace orl
