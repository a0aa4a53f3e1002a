#pragma once

#include <QIcon>
#include <QString>
#include <QWidget>
#include <vector>

class QAbstractButton;
class QButtonGroup;
class QVBoxLayout;

namespace orl {

/// The pages down the left edge: an icon and a word each, the present one marked by a tint and a
/// bar in the accent colour. Arrow keys move among them.
class NavigationBar : public QWidget {
    Q_OBJECT
  public:
    explicit NavigationBar(QWidget* parent = nullptr);

    /// Pages are numbered from 0 in the order in which they are added.
    void addPage(const QIcon& icon, const QString& title, const QString& tooltip);
    void setCurrent(int page);
    int current() const;
    int count() const { return int(m_buttons.size()); }
    QAbstractButton* button(int page) const { return m_buttons[std::size_t(page)]; }
    /// Only icons; words are in the tooltips.
    void setCompact(bool compact);
    bool isCompact() const { return m_compact; }

  signals:
    void chosen(int page);

  private:
    bool m_compact = false;
    QVBoxLayout* m_column;
    QButtonGroup* m_group;
    std::vector<QAbstractButton*> m_buttons;
};

}  // namespace orl
