#pragma once

#include <QLayout>
#include <memory>
#include <vector>

namespace orl {

/// Controls side by side, in further rows where there is no room for all in one. What comes after
/// stretch() stands at the right while there is but one row.
class WrapLayout : public QLayout {
    Q_OBJECT
  public:
    explicit WrapLayout(QWidget* parent = nullptr);
    ~WrapLayout() override;

    /// What is added next moves to the right as far as it can.
    void addStretch() { m_stretchBefore = int(m_items.size()); }
    /// The item at that index takes the room that its row leaves.
    void setGrowing(int index) { m_growing = index; }

    void addItem(QLayoutItem* item) override;
    int count() const override { return int(m_items.size()); }
    QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    void setGeometry(const QRect& rect) override;

  private:
    struct Row {
        int first = 0;
        int count = 0;
        int width = 0;
        int height = 0;
    };
    std::vector<Row> rows(int width) const;
    int gap() const;

    std::vector<std::unique_ptr<QLayoutItem>> m_items;
    int m_stretchBefore = -1;
    int m_growing = -1;
};

}  // namespace orl
