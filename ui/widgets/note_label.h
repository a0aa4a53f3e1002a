#pragma once

#include <QLabel>

namespace orl {

/// A line or two of explanation in the theme's quiet or amber colour; hidden while empty.
class NoteLabel : public QLabel {
    Q_OBJECT
  public:
    enum class Tone { Quiet, Warning, Strong };
    explicit NoteLabel(QWidget* parent = nullptr);

    void setText(const QString& text, Tone tone = Tone::Quiet);
    Tone tone() const { return m_tone; }

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void applyTone();

    Tone m_tone = Tone::Quiet;
    bool m_applying = false;
};

}  // namespace orl
