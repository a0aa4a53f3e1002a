#pragma once

#include <QComboBox>

namespace orl {

class Session;

/// Which queries are routed: all, those that are selected, or a sample. The rest of the window
/// follows; one's own settings for all queries are set aside meanwhile.
class BatchChoice : public QComboBox {
    Q_OBJECT
  public:
    enum Item { All, Part, Selected, Sample };

    explicit BatchChoice(Session& session, QWidget* parent = nullptr);

    /// That many queries, drawn anew at every call.
    void drawSample(std::size_t queries);

  private:
    void fill();
    void choose(int index);
    void askForSample();

    Session& m_session;
    std::uint64_t m_draws = 0;
};

}  // namespace orl
