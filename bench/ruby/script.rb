# Words in a hash, sorted; strings, closures, big numbers and exceptions. ROUNDS stands before it.
seed = 1
random = lambda do |n|
  seed = (seed * 1103515245 + 12345) & 0x7fffffff
  (seed >> 8) % n
end
counts = Hash.new(0)
ROUNDS.times do
  word = Array.new(2 + random.(3)) { %w[ka ro mi ten su lo ver dan][random.(8)] }.join
  counts[word] += 1
end
top = counts.sort_by { |word, n| [-n, word] }.first(5)
puts top.map { |word, n| format("%-12s %d", word, n) }
puts counts.keys.map(&:capitalize).grep(/\A[KR].*u\z/).size
class Shape
  attr_reader :side
  def initialize(side) = @side = side
  def <=>(other) = side <=> other.side
  include Comparable
end
puts (1..ROUNDS / 4).map { |i| Shape.new(i * 7919 % 10007) }.minmax.map(&:side).inspect
puts (1..ROUNDS / 200 + 10).inject(:*).to_s.sum
failures = (1..ROUNDS / 4).count do |i|
  raise ArgumentError, "odd" if i.odd?
  Integer("#{i}x") if i % 10 == 0
  false
rescue ArgumentError
  true
end
puts failures
