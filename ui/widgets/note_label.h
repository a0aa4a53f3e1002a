#pragma once

#include <QLabel>

namespace orl {

/// A line or two of explanation in the theme's quiet or amber colour; hidden while empty, unless
/// it has its own room.
class NoteLabel : public QLabel {
    Q_OBJECT
  public:
    enum class Tone { Quiet, Warning, Strong };
    explicit NoteLabel(QWidget* parent = nullptr);

    void setText(const QString& text, Tone tone = Tone::Quiet);
    /// Keeps room for that many lines whatever the text: what is below must not move while one
    /// clicks. One line is elided; its tooltip has the whole.
    void setRoom(int lines);
    Tone tone() const { return m_tone; }

  protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void appear(bool visible);
    void applyTone();
    void showText();

    Tone m_tone = Tone::Quiet;
    bool m_applying = false;
    int m_room = 0;  ///< lines; 0: as the text needs
    QString m_whole;
};

}  // namespace orl
